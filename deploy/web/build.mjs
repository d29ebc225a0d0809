// Builds the pages' assets into a folder: node build.mjs <folder>. Names hold what is inside, so browsers may keep them for ever.
import { createHash } from "node:crypto"
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import * as sass from "sass"

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, "node_modules")
const folder = process.argv[2]
const manifest = {}

function put(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10)
  const dot = name.lastIndexOf(".")
  const named = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`
  writeFileSync(join(folder, named), content)
  manifest[name] = named
  return named
}

mkdirSync(folder, { recursive: true })

const fonts = ["latin", "latin-ext"].flatMap(subset => [400, 700].map(weight => `source-sans-3-${subset}-${weight}-normal.woff2`))
let style = sass.compile(join(here, "app.scss"), { loadPaths: [modules], style: "compressed", quietDeps: true }).css
for (const font of fonts) {
  style = style.replaceAll(`"${font}"`, `"/static/${put(font, readFileSync(join(modules, "@fontsource/source-sans-3/files", font)))}"`)
}
put("app.css", style)

const design = put("govuk-frontend.js", readFileSync(join(modules, "govuk-frontend/dist/govuk/govuk-frontend.min.js"), "utf8").replace(/\n?\/\/# sourceMappingURL=.*/, ""))
put("app.js", readFileSync(join(here, "app.js"), "utf8").replace("./govuk-frontend.js", `./${design}`))
put("htmx.js", readFileSync(join(modules, "htmx.org/dist/htmx.min.js")))
put("sse.js", readFileSync(join(modules, "htmx-ext-sse/dist/sse.min.js")))

const licences = { "govuk-frontend": join(here, "LICENSE-govuk-frontend.txt") } // its package has none
for (const name of ["htmx.org", "htmx-ext-sse", "@fontsource/source-sans-3"]) licences[name.split("/").pop()] = join(modules, name, "LICENSE")
for (const [name, file] of Object.entries(licences)) copyFileSync(file, join(folder, `LICENSE-${name}.txt`))

writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n")
