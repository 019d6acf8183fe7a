// Asks a recorded page as a view would, and prints what it is told: messages and elements come in as JSON.

import { readFileSync } from "node:fs";

import { connect } from "../../src/glassnet/report/view/host.js";
import { recorded } from "../../src/glassnet/report/view/recorded.js";

const { elements, messages } = JSON.parse(readFileSync(0, "utf-8"));
const document = { getElementById: (id) => (id in elements ? { textContent: elements[id] } : null) };
const model = recorded(document);
const { ask } = connect(model);
const told = [];
for (const message of messages) {
  const { said, arrays } = await ask(message);
  told.push({ said, arrays: arrays.map(({ shape, values }) => ({ shape, values: Array.from(values, String) })) });
}
process.stdout.write(JSON.stringify({ page: model.get("page"), told }));
