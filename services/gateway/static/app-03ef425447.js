// Starts the design system's own components. Pages work without this, and without htmx.
import { initAll } from "./govuk-frontend-03560aaedb.js"

// The components begin only where the page says that the browser is able to: one that runs modules is.
document.body.classList.add("js-enabled", "govuk-frontend-supported")
initAll()
