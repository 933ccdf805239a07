import { afterEach, expect, test } from "vitest";
import { internalLink } from "./internal-link.ts";

afterEach(() => document.body.replaceChildren());

/** What a click on a link with these attributes asks for. */
function click(attributes: Record<string, string>, init: MouseEventInit = {}): string | null {
  const anchor = document.createElement("a");
  for (const [name, value] of Object.entries(attributes)) anchor.setAttribute(name, value);
  const label = document.createElement("span");
  anchor.append(label);
  document.body.append(anchor);
  let answer: string | null = null;
  anchor.addEventListener("click", (event) => {
    answer = internalLink(event);
    event.preventDefault(); // there is nowhere to go in a test
  });
  label.dispatchEvent(new MouseEvent("click", { bubbles: true, ...init }));
  return answer;
}

test("takes a plain click on a page of this application", () => {
  expect(click({ href: "/traces?status=error" })).toBe("/traces?status=error");
});

test("leaves new tabs, downloads, other sites and the API to the browser", () => {
  expect(click({ href: "/traces" }, { ctrlKey: true })).toBeNull();
  expect(click({ href: "/traces" }, { metaKey: true })).toBeNull();
  expect(click({ href: "/traces" }, { button: 1 })).toBeNull();
  expect(click({ href: "/traces", target: "_blank" })).toBeNull();
  expect(click({ href: "/usage.csv", download: "" })).toBeNull();
  expect(click({ href: "https://example.com/" })).toBeNull();
  expect(click({ href: "/api/openapi.json" })).toBeNull();
  expect(click({ href: "#main" })).toBeNull();
});
