// Starts the design system's own components. Pages work without this, and without htmx.
import { initAll } from "./govuk-frontend-03560aaedb.js"

const TYPES = ["registry", "bookings", "support", "finance", "notify", "fact"]

const AGAIN = 5000 // milliseconds until a feed that ended is asked for again

// What htmx takes for an EventSource. A browser makes six connections to us at most, so that with a feed of its own for
// each, the seventh tab would never load: tabs share one, which any of them holds, and the next when that one is closed.
class News extends EventTarget {
  readyState = EventSource.OPEN
  ending = new AbortController()

  constructor(url) {
    super()
    this.url = url
    this.tabs = new BroadcastChannel(url)
    this.tabs.onmessage = ({ data }) => this.tell(data)
    this.take()
  }

  take() {
    const taken = navigator.locks.request(this.url, { signal: this.ending.signal }, () => this.listen())
    taken.then(() => setTimeout(() => this.take(), AGAIN), () => {})
  }

  listen() {
    const source = new EventSource(this.url)
    const pass = ({ type, data }) => { this.tabs.postMessage({ type, data }); this.tell({ type, data }) }
    for (const type of TYPES) source.addEventListener(type, pass)
    return new Promise(ended => {
      source.onerror = () => { if (source.readyState === EventSource.CLOSED) ended() }
      this.ending.signal.addEventListener("abort", () => { source.close(); ended() })
    })
  }

  tell({ type, data }) {
    this.dispatchEvent(new MessageEvent(type, { data }))
  }

  close() {
    this.ending.abort()
    this.tabs.close()
  }
}

// what somebody is to hand on is copied by a button, where the browser lets pages do so
function copied(text) {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary", textContent: text.dataset.copy })
  button.onclick = async () => {
    await navigator.clipboard.writeText(text.textContent.trim())
    button.textContent = "Copied"
  }
  button.setAttribute("aria-live", "polite")
  text.after(button)
}

// the design system asks for this of its template, where it is a script in the page; without it none of it starts
document.body.classList.add("js-enabled", "govuk-frontend-supported")
initAll()
if (navigator.clipboard) document.querySelectorAll("[data-copy]").forEach(copied)

// browsers have locks on https, and on the machine itself
if (window.htmx && navigator.locks) htmx.createEventSource = url => new News(url)
