// Validates docs/asyncapi.yaml, and every schema it points to, with the parser of the AsyncAPI project itself.
import { Parser, fromFile } from '@asyncapi/parser';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../docs/asyncapi.yaml', import.meta.url));
const { document, diagnostics } = await fromFile(new Parser(), file).parse();
for (const { severity, message, path } of diagnostics) {
  console.log(`${['error', 'warning', 'information', 'hint'][severity]}: ${path.join('/')}: ${message}`);
}

// Severity 0 and 1 are errors and warnings; the rest are hints of taste.
if (document === undefined || diagnostics.some(({ severity }) => severity <= 1)) {
  process.exit(1);
}

console.log(`${document.channels().length} channels, ${document.messages().length} messages`);
