/** The API, as the page uses it. */

const RETRIES = 3;
const PAUSE_MS = 800;
const FILE_WAIT_MS = 90000;

/** An answer that says no, in words for a person; `turn` is what to show instead, if anything. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? "Something went wrong. Please try again.");
    this.status = status;
    this.retryable = problem.retryable ?? false;
    this.turn = problem.turn ?? null;
  }
}

async function refusal(response) {
  try {
    return new Refused(response.status, await response.json());
  } catch {
    return new Refused(response.status, {});
  }
}

export async function request(path, { method = "GET", token = null, body = undefined, headers = {} } = {}) {
  const sent = { ...headers };
  if (token) sent.authorization = `Bearer ${token}`;
  if (body !== undefined) sent["content-type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers: sent, body: body && JSON.stringify(body) });
  } catch {
    throw new Refused(0, { detail: "I can't reach the server. Check your connection.", retryable: true });
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

export async function borrowers() {
  return (await request("/v1/demo/borrowers")).json();
}

export async function signIn(handle) {
  return (await request("/v1/demo/sign-in", { method: "POST", body: { handle } })).json();
}

/** One borrower's conversation. */
export class Conversation {
  constructor(token, id) {
    this.token = token;
    this.id = id;
  }

  static async open(token) {
    const body = { channel: "web" };
    const opened = await (await request("/v1/conversations", { method: "POST", token, body })).json();
    return { conversation: new Conversation(token, opened.id), opening: opened.opening };
  }

  get path() {
    return `/v1/conversations/${encodeURIComponent(this.id)}`;
  }

  async transcript() {
    return (await request(this.path, { token: this.token })).json();
  }

  async decide(cardToken, decision) {
    const path = `${this.path}/confirmations/${encodeURIComponent(cardToken)}`;
    return (await request(path, { method: "POST", token: this.token, body: { decision } })).json();
  }

  async person() {
    return (await request(`${this.path}/handoff`, { method: "POST", token: this.token })).json();
  }

  /** Say whether a reply helped, with a few words if any. */
  async rate(turn, liked, words) {
    const path = `${this.path}/turns/${encodeURIComponent(turn)}/feedback`;
    const body = { liked, words };
    return (await request(path, { method: "POST", token: this.token, body })).json();
  }

  /** Whether there is a dispute that a file could be sent about, and the files so far. */
  async evidence() {
    return (await request(`${this.path}/evidence`, { token: this.token })).json();
  }

  /** Send a file about a dispute (`about` is its reference, if there are several); `onprogress` hears how much of it has gone, from 0 to 1. */
  attach(file, about, onprogress) {
    const asked = new URLSearchParams({ name: file.name });
    if (about) asked.set("dispute", about);
    return new Promise((resolve, reject) => {
      const call = new XMLHttpRequest();
      call.open("POST", `${this.path}/evidence?${asked}`);
      call.setRequestHeader("authorization", `Bearer ${this.token}`);
      call.setRequestHeader("content-type", "application/octet-stream");
      call.responseType = "json";
      call.timeout = FILE_WAIT_MS;
      call.upload.onprogress = ({ loaded, total }) => onprogress(total ? loaded / total : 1);
      call.onload = () => (call.status < 300 ? resolve(call.response) : reject(new Refused(call.status, call.response ?? {})));
      call.onerror = call.ontimeout = () => reject(new Refused(0, { detail: "The file didn't get through. Check your connection and try it again." }));
      call.send(file);
    });
  }

  /**
   * Send a message and yield its events; the last is `done` with the turn. A lost connection is
   * taken up again where it broke, under the same message id, so nothing is asked twice.
   */
  async *send(text) {
    const body = { text, client_message_id: crypto.randomUUID() };
    let last = "";
    for (let attempt = 0; ; attempt += 1) {
      try {
        for await (const event of this.#events(body, last)) {
          last = event.id || last;
          yield event;
          if (event.type === "done" || event.type === "error") return;
        }
        throw new Refused(0, { detail: "The connection broke off.", retryable: true });
      } catch (error) {
        const lost = !(error instanceof Refused) || error.status === 0 || error.status === 409;
        if (!lost || (error.retryable === false && error instanceof Refused) || attempt >= RETRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (attempt + 1)));
      }
    }
  }

  async *#events(body, last) {
    const headers = { accept: "text/event-stream" };
    if (last) headers["last-event-id"] = last;
    const options = { method: "POST", token: this.token, body, headers };
    const response = await request(`${this.path}/messages`, options);
    yield* parsed(response.body.pipeThrough(new TextDecoderStream()).getReader());
  }
}

/** Read server-sent events as {id, type, data}. */
async function* parsed(reader) {
  let pending = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    pending += value;
    let end;
    while ((end = pending.indexOf("\n\n")) >= 0) {
      const event = block(pending.slice(0, end));
      pending = pending.slice(end + 2);
      if (event) yield event;
    }
  }
}

function block(text) {
  const event = { id: "", type: "message", data: null };
  for (const line of text.split("\n")) {
    const colon = line.indexOf(": ");
    const name = line.slice(0, colon);
    const value = line.slice(colon + 2);
    if (name === "id") event.id = value;
    else if (name === "event") event.type = value;
    else if (name === "data") event.data = JSON.parse(value);
  }
  return event.data === null ? null : event;
}
