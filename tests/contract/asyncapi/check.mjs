// node check.mjs FILE: exit code 1 and the errors, if the official parser finds any.
import { Parser, fromFile } from "@asyncapi/parser";

const { document, diagnostics } = await fromFile(new Parser(), process.argv[2]).parse();
const errors = diagnostics.filter((one) => one.severity === 0);
for (const one of errors) console.log(`${one.path.join("/")}: ${one.message}`);
if (!document && errors.length === 0) console.log("no document, and no error that says why");
process.exit(document && errors.length === 0 ? 0 : 1);
