import Coins from "@lucide/svelte/icons/coins";
import LayoutDashboard from "@lucide/svelte/icons/layout-dashboard";
import ListTree from "@lucide/svelte/icons/list-tree";
import MessagesSquare from "@lucide/svelte/icons/messages-square";
import Radio from "@lucide/svelte/icons/radio";
import Settings from "@lucide/svelte/icons/settings";
import Timer from "@lucide/svelte/icons/timer";

/** A page of the navigation. */
export interface NavigationPage {
  label: string;
  path: string;
  icon: typeof Settings;
}

/** The pages, by what one comes for. */
export const pageGroups: readonly { label: string; pages: readonly NavigationPage[] }[] = [
  {
    label: "Observe",
    pages: [
      { label: "Overview", path: "/", icon: LayoutDashboard },
      { label: "Traces", path: "/traces", icon: ListTree },
      { label: "Live", path: "/live", icon: Radio },
      { label: "Sessions", path: "/sessions", icon: MessagesSquare },
    ],
  },
  {
    label: "Measure",
    pages: [
      { label: "Latency", path: "/latency", icon: Timer },
      { label: "Usage", path: "/usage", icon: Coins },
    ],
  },
];

/** Stands apart, at the foot. */
export const settingsPage: NavigationPage = {
  label: "Settings",
  path: "/settings",
  icon: Settings,
};
