import { borrowers, signIn } from "./client.js";
import { el } from "./dom.js";

/** Choosing a borrower of the demo portfolio. */
class LineSignIn extends HTMLElement {
  #list = el("ul", { class: "borrowers" });
  #problem = el("p", { class: "problem", role: "alert", hidden: true });

  connectedCallback() {
    this.append(
      el("header", { class: "sign-in-head" },
        el("p", { class: "mark", textContent: "Harbor Line" }),
        el("h1", { tabindex: "-1", textContent: "Whose line would you like to see?" }),
        el("p", { class: "lead", textContent:
          "Each of these borrowers has an account with two years of history. Choose one to talk with the assistant as they would." })),
      this.#problem,
      this.#list);
    this.#load();
  }

  async #load() {
    try {
      const found = await borrowers();
      this.#list.replaceChildren(...found.map((borrower) => this.#entry(borrower)));
    } catch (error) {
      this.#say(error.status === 404 ? "Please open this page from your lender's app." : error.message);
    }
  }

  #entry({ handle, name, story }) {
    const button = el("button", { type: "button", class: "borrower", onclick: () => this.#choose(handle, story) },
      el("span", { class: "borrower-name", textContent: name }),
      el("span", { class: "borrower-story", textContent: story }));
    return el("li", {}, button);
  }

  async #choose(handle, story) {
    this.#list.inert = true;
    this.#problem.hidden = true;
    try {
      const { token, name } = await signIn(handle);
      const detail = { token, name, story, conversation: null };
      this.dispatchEvent(new CustomEvent("signed-in", { bubbles: true, detail }));
    } catch (error) {
      this.#list.inert = false;
      this.#say(error.message);
    }
  }

  #say(text) {
    this.#problem.textContent = text;
    this.#problem.hidden = false;
  }
}

customElements.define("line-sign-in", LineSignIn);
