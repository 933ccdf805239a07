/** The server said no, or could not be reached. The message says what to do next. */
export class ApiError extends Error {
  readonly status: number; // HTTP status; 0: no answer
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
  }
}

/** The error of an answer that is not 2xx: `{error: {code, message}}`, or whatever a proxy sent instead. */
export async function readApiError(
  response: Pick<Response, "status" | "statusText" | "text">,
): Promise<ApiError> {
  const { status } = response;
  const text = await response.text();
  try {
    const { error }: { error: { code: string; message: string } } = JSON.parse(text);
    return new ApiError(status, error.code, error.message);
  } catch {
    const said = text.trim().slice(0, 200) || response.statusText;
    return new ApiError(status, "unexpected_answer", `The server answered ${status}: ${said}`);
  }
}
