"""`make contracts`: write the contracts down anew, unless they would break a reader; the parser reads the result."""

import sys

from deploy.contracts import asyncapi, documents, parser
from deploy.contracts.gate import complaints
from deploy.contracts.generating import generate
from deploy.contracts.history import past
from deploy.contracts.maps import every_service
from deploy.contracts.promises import promises
from shared.contracts.all import ALL_FACTS


def main() -> None:
    """Nothing is written while anything is refused; the exit status says which it was."""
    before, release = past(), documents.release()
    promised = promises(before.states)
    if found := complaints(ALL_FACTS, promised, release):
        sys.exit("\n".join(["Readers of an earlier release could not read on:", *(f"  {each}" for each in found)]))
    written = generate(ALL_FACTS, promised, release)
    documents.write(documents.ROOT / documents.FOLDER, written)
    document = documents.ROOT / asyncapi.FILE
    document.write_text(documents.text(asyncapi.document(ALL_FACTS, written, every_service(), release)), "utf-8")
    if found := parser.complaints(document)[0]:
        sys.exit("\n".join([f"AsyncAPI's parser refuses {asyncapi.FILE}:", *(f"  {each}" for each in found)]))
    sys.stdout.write(f"{len(written)} documents in {documents.FOLDER}, and {asyncapi.FILE}. {before.lacking}\n")


main()
