/** What the clients of OpenAI and Anthropic give for a request. */
export interface ClientPromise extends PromiseLike<unknown> {
  asResponse?: () => Promise<Response>;
}

/**
 * A request of a client that goes through the guard first. Clients give promises with methods of their
 * own, which their helpers rely on (`parse`, `stream`); so does this.
 */
export class GuardedRequest<Data> extends Promise<Data> {
  #sent: () => ClientPromise | undefined = () => undefined;

  // What follows from it is a promise like any other.
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** `sent` gives the client's own promise, once the guard has let the request through. */
  static follow<Data>(
    data: Promise<Data>,
    sent: () => ClientPromise | undefined,
  ): GuardedRequest<Data> {
    const request = new GuardedRequest<Data>((resolve, reject) => {
      data.then(resolve, reject);
    });
    request.#sent = sent;
    return request;
  }

  async asResponse(): Promise<Response> {
    await this;
    const response = await this.#sent()?.asResponse?.();
    if (response === undefined) throw new Error("this client does not tell the response");
    return response;
  }

  async withResponse(): Promise<{ data: Data; response: Response; request_id: string | null }> {
    const data = await this;
    const response = await this.asResponse();
    const { headers } = response;
    return { data, response, request_id: headers.get("x-request-id") ?? headers.get("request-id") };
  }

  /** The name that the clients' `parse` knows it by. */
  _thenUnwrap<Result>(transform: (data: Data) => Result): GuardedRequest<Result> {
    return GuardedRequest.follow(this.then(transform), this.#sent);
  }
}
