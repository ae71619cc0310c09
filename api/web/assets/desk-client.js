import { request } from "./client.js";

const SAVE_WAIT_MS = 60000;

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

  /** What is needed to answer a conversation; it is on record who asked. */
  assist(id) {
    return this.#get(`/conversations/${encodeURIComponent(id)}/assist`);
  }

  /** How complaints developed over the last weeks. */
  trend() {
    return this.#get("/complaints/trend");
  }

  /** Put a complaint that the CFPB passed on on record. */
  complain(body) {
    return this.#post("/complaints", body);
  }

  decide(id, decision, reason, contentSha256) {
    const body = { decision, reason, content_sha256: contentSha256 };
    return this.#post(`/approvals/${encodeURIComponent(id)}`, body);
  }

  /** Do something with an item: previews, edits, findings, checks, answers and the like. */
  work(id, what, body = undefined) {
    return this.#post(`/work-items/${encodeURIComponent(id)}/${what}`, body);
  }

  /** Save a borrower's file: it is never shown here, whatever it is. */
  async save(id, file) {
    const path = `/v1/staff/work-items/${encodeURIComponent(id)}/evidence/${encodeURIComponent(file.id)}`;
    const content = await (await request(path, { token: this.token })).arrayBuffer();
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), SAVE_WAIT_MS);
  }

  async #get(path) {
    return (await request(`/v1/staff${path}`, { token: this.token })).json();
  }

  async #post(path, body) {
    return (await request(`/v1/staff${path}`, { method: "POST", token: this.token, body })).json();
  }
}
