/** The bytes are not the OTLP request they claim to be. Sending them again cannot help. */
export class DecodeError extends Error {
  override readonly name = "DecodeError";
}
