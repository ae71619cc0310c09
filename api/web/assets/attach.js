import { el } from "./dom.js";

const BYTES_MAX = 10 * 1024 * 1024;
const TYPES = ".pdf,.png,.jpg,.jpeg,.txt";
const DISPUTED = ["billing_error", "unauthorized_use"];
const TOO_LARGE = "That file is larger than 10 MB, so I couldn't take it. A smaller copy or a photo of it works.";
const EMPTY = "That file is empty. Please try it again.";

/** The button that sends a file about a dispute; hidden until there is one. Fires "picked", "unfit". */
class FileButton extends HTMLElement {
  #input = el("input", { type: "file", accept: TYPES, hidden: true, onchange: () => this.#picked() });
  #button = el("button", {
    type: "button", class: "attach", textContent: "Attach", title: "PDF, PNG, JPEG or text, up to 10 MB",
    "aria-label": "Attach a file about your dispute", onclick: () => this.#input.click(),
  });

  connectedCallback() {
    this.hidden = true;
    this.append(this.#button, this.#input);
  }

  set disabled(value) {
    this.#button.disabled = value;
  }

  /** Offer it once a turn, or the books, know of a dispute. */
  offer(turn) {
    if ((turn.rights ?? []).some(({ kind }) => DISPUTED.includes(kind))) this.hidden = false;
  }

  #picked() {
    const [file] = this.#input.files;
    this.#input.value = "";
    if (!file) return;
    const why = file.size > BYTES_MAX ? TOO_LARGE : file.size === 0 ? EMPTY : null;
    this.dispatchEvent(new CustomEvent(why ? "unfit" : "picked", { detail: why ?? file }));
  }
}

customElements.define("file-button", FileButton);
