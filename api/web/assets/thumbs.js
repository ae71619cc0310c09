import { el } from "./dom.js";

const WORDS_MAX = 300;

/** Whether a reply helped: two quiet buttons, and room for a few words where it didn't. */
class LineThumbs extends HTMLElement {
  turn = null;
  #up = this.#button("Helpful", true);
  #down = this.#button("Not helpful", false);
  #thanks = el("span", { role: "status" });
  #words = el("input", {
    type: "text", maxlength: String(WORDS_MAX), placeholder: "What was missing? (optional)",
    "aria-label": "What was missing? You don't have to say.", autocomplete: "off",
  });
  #form = el("form", { hidden: true, onsubmit: (event) => this.#add(event) },
    this.#words, el("button", { type: "submit", class: "link", textContent: "Add" }));

  connectedCallback() {
    if (this.childElementCount) return;
    this.append(this.#up, this.#down, this.#thanks, this.#form);
    this.#press(this.turn.liked ?? null);
  }

  #button(name, liked) {
    return el("button", { type: "button", class: "link", textContent: name, onclick: () => this.#rate(liked) });
  }

  #rate(liked, words = "") {
    this.#press(liked);
    this.#form.hidden = liked || Boolean(words);
    this.#thanks.textContent = "Thank you.";
    this.scrollIntoView({ block: "nearest" });
    const detail = { turn: this.turn.turn_id, liked, words };
    this.dispatchEvent(new CustomEvent("rated", { bubbles: true, detail }));
  }

  #add(event) {
    event.preventDefault();
    const words = this.#words.value.trim();
    if (words) this.#rate(false, words);
  }

  /** Take it back: it couldn't be put on record. */
  undo() {
    this.#press(null);
    this.#form.hidden = true;
    this.#thanks.textContent = "";
  }

  #press(liked) {
    this.#up.setAttribute("aria-pressed", String(liked === true));
    this.#down.setAttribute("aria-pressed", String(liked === false));
    this.toggleAttribute("data-said", liked !== null);
  }
}

customElements.define("line-thumbs", LineThumbs);
