import type { ControlStore } from "../control/control-store.ts";
import type { Log } from "../log.ts";
import { ProjectId } from "../project-id.ts";
import type { HeaderReader } from "./credentials.ts";
import type { Gate } from "./gate.ts";

/** The header by which a sender chooses its project, where no key chooses for it. */
export const projectHeader = "x-spanward-project";

export type SenderAdmission =
  | { admitted: true; project: string }
  | { admitted: false; status: 401 | 403; message: string };

export interface SenderGateOptions {
  control: ControlStore;
  gate: Gate;
  log: Log;
}

/**
 * Decides whether a sender may pass, and which project its telemetry goes to: the key's; without keys
 * the one it names, else "default". A project appears when it is first sent to.
 */
export function createSenderGate({ control, gate, log }: SenderGateOptions) {
  const known = new Set<string>();
  const note = (project: string) => {
    if (known.has(project)) return;
    known.add(project);
    control.addProject(project).catch((error: unknown) => {
      known.delete(project);
      log.error("a project could not be added", { project, error });
    });
  };
  return (header: HeaderReader): SenderAdmission => {
    const admission = gate.admitSender(header);
    if (!admission.admitted) return admission;
    const project = ProjectId.safeParse(admission.project ?? header(projectHeader) ?? "default");
    if (!project.success) {
      const reason = project.error.issues[0]?.message ?? "it is no name";
      return { admitted: false, status: 403, message: `${projectHeader}: ${reason}` };
    }
    note(project.data);
    return { admitted: true, project: project.data };
  };
}
