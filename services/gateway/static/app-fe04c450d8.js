// Starts the design system's own components. Pages work without this, and without htmx.
import { initAll } from "./govuk-frontend-03560aaedb.js"

initAll()
