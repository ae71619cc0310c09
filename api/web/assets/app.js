import { el } from "./dom.js";
import "./sign-in.js";
import "./chat.js";

const KEPT = "harbor-line-session";

/** The page: choosing a borrower, then their conversation. A reload comes back to it. */
class LineApp extends HTMLElement {
  connectedCallback() {
    this.addEventListener("signed-in", (event) => this.#show(event.detail));
    this.addEventListener("signed-out", () => this.#show(null));
    this.addEventListener("session-changed", (event) => keep(event.detail));
    this.#show(kept(), { quietly: true });
  }

  #show(session, { quietly = false } = {}) {
    keep(session);
    const view = session ? el("line-chat", { session }) : el("line-sign-in");
    this.replaceChildren(view);
    if (!quietly) view.querySelector("h1, textarea")?.focus();
  }
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT));
  } catch {
    return null;
  }
}

function keep(session) {
  if (session) sessionStorage.setItem(KEPT, JSON.stringify(session));
  else sessionStorage.removeItem(KEPT);
}

customElements.define("line-app", LineApp);
