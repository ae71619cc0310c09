import "./attach.js";
import { Conversation } from "./client.js";
import { el } from "./dom.js";
import "./hardship-form.js";
import "./turn.js";

const CHARACTERS_MAX = 4000;
const CHARACTERS_WARN = 3600;
const WAITING = "Looking into it";
const STATUS = { thinking: WAITING };
const GAP_PX = 20;
const FORM = { en: "Answer on a form", es: "Contestar en un formulario" };
const SPANISH = /[¿¡áéíóúñ]/;

/** One borrower's conversation. Set `session` ({token, name, story, conversation}) before adding it. */
class LineChat extends HTMLElement {
  session = null;
  #conversation = null;
  #busy = false;
  #rated = Promise.resolve();

  #log = el("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": "Conversation" });
  #status = el("p", { class: "status", role: "status", hidden: true });
  #problem = el("p", { class: "problem", role: "alert", hidden: true });
  #choices = el("div", { class: "choices", role: "group", "aria-label": "Suggested replies" });
  #count = el("p", { class: "count", id: "count", hidden: true });
  #text = el("textarea", {
    id: "message", rows: "1", maxlength: String(CHARACTERS_MAX), placeholder: "Write a message",
    autocomplete: "off", enterkeyhint: "send", "aria-describedby": "count",
    oninput: () => this.#measure(), onkeydown: (event) => this.#key(event),
  });
  #send = el("button", { type: "submit", class: "send", textContent: "Send" });
  #file = el("file-button", {
    onpicked: (event) => this.#attach(event.detail), onunfit: (event) => this.#complain(event.detail),
  });
  #person = el("button", {
    type: "button", class: "person", textContent: "Talk to a person", onclick: () => this.#handOff(),
  });

  connectedCallback() {
    this.append(this.#side(), this.#main());
    this.addEventListener("decided", (event) => this.#decide(event.target, event.detail));
    this.addEventListener("rated", (event) => this.#rate(event.target, event.detail));
    this.addEventListener("told", (event) => this.#ask(event.detail.text));
    this.#begin();
  }

  #side() {
    return el("header", { class: "side" },
      el("p", { class: "mark", textContent: "Harbor Line" }),
      el("div", { class: "who" },
        el("h1", { tabindex: "-1", textContent: this.session.name }),
        el("p", { class: "story", textContent: this.session.story })),
      el("div", { class: "side-actions" }, this.#person,
        el("div", { class: "side-links" },
          el("button", { type: "button", class: "link", textContent: "Start over", onclick: () => this.#renew() }),
          el("button", { type: "button", class: "link", textContent: "Switch borrower", onclick: () => this.#leave() }))));
  }

  #main() {
    const form = el("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
      el("label", { class: "unseen", for: "message", textContent: "Your message" }),
      this.#file, this.#text, this.#send);
    return el("main", { class: "chat" },
      el("div", { class: "scroll", tabindex: "-1" },
        el("div", { class: "column" }, this.#log, this.#status, this.#problem, this.#choices)),
      el("div", { class: "foot" }, el("div", { class: "column" }, form, this.#count)));
  }

  async #begin() {
    await this.#work("Opening your conversation", async () => {
      const { token, conversation } = this.session;
      if (conversation && (await this.#restore(token, conversation))) return;
      const opened = await Conversation.open(token);
      this.#conversation = opened.conversation;
      this.#remember(opened.opening);
      this.#open(opened.opening);
    });
    this.#text.focus({ preventScroll: true });
    await this.#offerFiles();
  }

  /** Show the conversation this page held before a reload; false if it is gone. */
  async #restore(token, { id, opening }) {
    this.#conversation = new Conversation(token, id);
    let transcript;
    try {
      transcript = await this.#conversation.transcript();
    } catch (error) {
      if (error.status === 404) return false;
      throw error;
    }
    this.#open(opening);
    for (const { kind, user_text: said, turn, liked } of transcript.turns) {
      if (kind === "opening") continue;
      if (kind === "message") this.#say(said);
      if (kind === "attachment") this.#say("(a file)");
      if (kind === "confirmation") [...this.querySelectorAll("line-card")].pop()?.settle("answered");
      this.#show({ ...turn, liked });
    }
    return true;
  }

  #remember(opening) {
    const detail = { ...this.session, conversation: { id: this.#conversation.id, opening } };
    this.dispatchEvent(new CustomEvent("session-changed", { bubbles: true, detail }));
  }

  #open(opening) {
    const { text: reply, disclosures, quick_replies } = opening;
    this.#show({ reply, disclosures, quick_replies });
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#text.value.trim();
    if (!text || this.#busy) return;
    this.#text.value = "";
    this.#measure();
    this.#ask(text);
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.#submit(event);
  }

  async #ask(text) {
    const said = this.#say(text);
    const draft = el("line-turn");
    await this.#work(WAITING, async () => {
      for await (const { type, data } of this.#conversation.send(text)) {
        if (type === "status") this.#wait(data.text);
        else if (type === "delta") {
          if (!draft.isConnected) this.#log.append(draft);
          draft.extend(data.text);
          this.#follow();
        } else if (type === "error") throw new Error(data.message);
        else if (type === "done") this.#show(data, draft);
      }
    }, () => {
      draft.remove();
      said.classList.add("unsent");
      if (!this.#text.value) this.#text.value = text;
      this.#measure();
    });
  }

  async #decide(card, { token, decision }) {
    await this.#work(decision === "confirm" ? "Confirming" : "Cancelling", async () => {
      const turn = await this.#conversation.decide(token, decision);
      const refused = turn.tool_calls.some((call) => call.status === "refused");
      card.settle(refused ? "refused" : decision);
      this.#show(turn);
    }, (error) => {
      if (error.turn) {
        card.settle("stale");
        this.#show(error.turn);
      } else card.reopen();
      return Boolean(error.turn);
    });
  }

  /** One after another: the last word is the one that stays. */
  #rate(thumbs, { turn, liked, words }) {
    this.#rated = this.#rated.then(async () => {
      try {
        await this.#conversation.rate(turn, liked, words);
      } catch (error) {
        thumbs.undo();
        this.#complain(error.message);
      }
    });
  }

  /** Nobody waits for this: what isn't known isn't offered, until a turn tells of a dispute. */
  async #offerFiles() {
    try {
      this.#file.disputes = async () => (await this.#conversation.evidence()).disputes;
      const { accepts } = await this.#conversation.evidence();
      if (accepts) this.#file.hidden = false;
    } catch {
      return;
    }
  }

  async #attach({ file, about }) {
    if (this.#busy) return;
    const said = this.#say(file.name);
    said.classList.add("file");
    await this.#work("Sending your file", async () => {
      const { turn } = await this.#conversation.attach(file, about, (part) =>
        this.#wait(part < 1 ? `Sending your file, ${Math.floor(part * 100)}%` : "Reading your file"));
      this.#show(turn);
    }, (error) => {
      said.classList.add("unsent");
      if (error.turn) this.#show(error.turn);
      return Boolean(error.turn);
    });
  }

  async #handOff() {
    await this.#work("Finding a person", async () => this.#show(await this.#conversation.person()));
  }

  /** Do one thing at a time; show what is under way, and say in words what went wrong. */
  async #work(label, action, onfailure = () => false) {
    if (this.#busy) return;
    this.#busy = true;
    this.#send.disabled = this.#person.disabled = this.#file.disabled = true;
    this.#choices.replaceChildren();
    this.#problem.hidden = true;
    this.#wait(label);
    try {
      await action();
    } catch (error) {
      if (error.status === 401) this.#leave();
      else if (!onfailure(error)) this.#complain(error.message);
    } finally {
      this.#busy = false;
      this.#send.disabled = this.#person.disabled = this.#file.disabled = false;
      this.#status.hidden = true;
    }
  }

  #wait(text) {
    this.#status.textContent = STATUS[text] ?? text ?? WAITING;
    this.#status.hidden = false;
    this.#follow();
  }

  #complain(text) {
    this.#problem.textContent = text;
    this.#problem.hidden = false;
    this.#follow();
  }

  #say(text) {
    const said = el("p", { class: "said", dir: "auto" },
      el("span", { class: "unseen", textContent: "You: " }), text);
    this.#log.append(said);
    this.#follow();
    return said;
  }

  #show(turn, draft = null) {
    const shown = draft ?? el("line-turn");
    shown.turn = turn;
    if (!shown.isConnected) this.#log.append(shown);
    shown.complete();
    this.#file.offer(turn);
    const choices = (turn.quick_replies ?? []).map((choice) =>
      el("button", { type: "button", class: "choice", textContent: choice, onclick: () => this.#choose(choice) }));
    if (asksAboutHardship(turn)) choices.push(this.#formChoice(SPANISH.test(turn.reply) ? "es" : "en"));
    this.#choices.replaceChildren(...choices);
    this.#follow();
  }

  /** The hardship questions can be answered all at once; the form says the same in sentences. */
  #formChoice(language) {
    const open = () => {
      if (this.#busy) return;
      const form = el("hardship-form");
      form.language = language;
      this.#choices.replaceChildren();
      this.#log.append(form);
      form.scrollIntoView({ block: "start" });
    };
    return el("button", { type: "button", class: "choice", textContent: FORM[language], onclick: open });
  }

  #choose(choice) {
    if (this.#busy) return;
    this.#ask(choice);
    this.#text.focus({ preventScroll: true });
  }

  /** Bring what is new into view, without pushing the question out of it. */
  #follow() {
    const scroll = this.querySelector(".scroll");
    const asked = [...this.#log.querySelectorAll(".said")].pop();
    const start = asked ? asked.offsetTop - GAP_PX : 0;
    scroll.scrollTop = Math.min(scroll.scrollHeight, Math.max(start, 0));
  }

  #measure() {
    const length = this.#text.value.length;
    this.#count.hidden = length < CHARACTERS_WARN;
    this.#count.textContent = `${CHARACTERS_MAX - length} characters left`;
    this.#text.rows = Math.min(6, Math.max(1, this.#text.value.split("\n").length));
  }

  #renew() {
    const detail = { ...this.session, conversation: null };
    this.dispatchEvent(new CustomEvent("signed-in", { bubbles: true, detail }));
  }

  #leave() {
    this.dispatchEvent(new CustomEvent("signed-out", { bubbles: true }));
  }
}

/** Whether a turn took a hardship down and nobody else has taken it over: there is more to tell. */
function asksAboutHardship(turn) {
  const sent = (turn.tool_calls ?? []).some(({ name }) => name === "submit_hardship_draft");
  return !turn.handoff && !sent && (turn.rights ?? []).some(({ kind }) => kind === "hardship");
}

customElements.define("line-chat", LineChat);
