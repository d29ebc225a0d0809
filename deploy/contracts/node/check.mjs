// Reads AsyncAPI documents with the official parser and prints what is wrong with each: a JSON array of sentences each.
// The parser looks at a message's examples in AsyncAPI 2 only, so they are held against their schemas here.

import { Parser } from "@asyncapi/parser";
import Ajv from "ajv";
import addFormats from "ajv-formats";
import { readFileSync } from "node:fs";

const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
const complaints = [];
for (const file of process.argv.slice(2)) {
  complaints.push(await complaintsAbout(file));
}
process.stdout.write(JSON.stringify(complaints));

async function complaintsAbout(file) {
  const { document, diagnostics } = await new Parser().parse(readFileSync(file, "utf8"));
  const messages = document?.allMessages().all() ?? [];
  return [
    ...diagnostics.map((each) => `${each.path.join("/")}: ${each.message}`),
    ...messages.flatMap((message) => message.examples().all().flatMap((example) => complaintsAboutExample(message, example))),
  ];
}

function complaintsAboutExample(message, example) {
  return [
    ...mismatches(`${message.id()}: headers`, message.headers(), example.headers()),
    ...mismatches(`${message.id()}: payload`, message.payload(), example.payload()),
  ];
}

function mismatches(where, schema, value) {
  return ajv.validate(schema.json(), value) ? [] : ajv.errors.map((each) => `${where}${each.instancePath} ${each.message}`);
}
