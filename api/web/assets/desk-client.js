import { request } from "./client.js";

/** The desk's API, as the page uses it. */

export async function people() {
  return (await request("/v1/demo/staff")).json();
}

export async function signIn(staffId) {
  const body = { staff_id: staffId };
  return (await request("/v1/demo/staff/sign-in", { method: "POST", body })).json();
}

/** What one member of staff may ask for. */
export class Desk {
  constructor(token) {
    this.token = token;
  }

  me() {
    return this.#get("/me");
  }

  page({ kind, cursor }) {
    const asked = new URLSearchParams({ limit: "25" });
    if (kind) asked.set("kind", kind);
    if (cursor) asked.set("cursor", cursor);
    return this.#get(`/work-items?${asked}`);
  }

  item(id) {
    return this.#get(`/work-items/${encodeURIComponent(id)}`);
  }

  decide(id, decision, reason, contentSha256) {
    const body = { decision, reason, content_sha256: contentSha256 };
    return this.#post(`/approvals/${encodeURIComponent(id)}`, body);
  }

  /** Do something with an item: previews, edits, findings, acknowledgements, closings. */
  work(id, what, body = undefined) {
    return this.#post(`/work-items/${encodeURIComponent(id)}/${what}`, body);
  }

  async #get(path) {
    return (await request(`/v1/staff${path}`, { token: this.token })).json();
  }

  async #post(path, body) {
    return (await request(`/v1/staff${path}`, { method: "POST", token: this.token, body })).json();
  }
}
