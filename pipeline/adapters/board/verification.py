"""The page that a letter's QR code opens: facts, the digests, and a measure of a chosen file that never leaves the browser.

It is one static file without a library, a cookie or a request to anywhere; its policy allows no script and no style but the two below.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from pipeline.domain.notes import Language
from pipeline.domain.notes.public import PAGE
from pipeline.domain.public import PublicPage

_STYLE: Final = """
body { margin: 0; font: 17px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #f4f4f2; }
main { max-width: 40rem; margin: 2rem auto; padding: 1.5rem 2rem; background: #fff; border-radius: 8px; }
.office { margin: 0; color: #555; }
h1 { margin: 0 0 1rem; font-size: 1.5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; }
dt { color: #555; }
dd { margin: 0; }
label { display: block; margin: 1.5rem 0 .5rem; }
.good, .bad { padding: .6rem .8rem; border-radius: 6px; font-weight: 600; }
.good { color: #0b4f28; background: #dff3e6; }
.bad { color: #7a1010; background: #fbe3e3; }
code { font-size: .85rem; overflow-wrap: anywhere; }
"""
_SCRIPT: Final = """
"use strict";
const answer = document.getElementById("answer");
const digests = [...document.querySelectorAll("#digests code")].map(one => one.textContent);
function say(what, isGood) {
  answer.textContent = answer.dataset[what];
  answer.className = isGood ? "good" : "bad";
}
document.getElementById("file").addEventListener("change", async event => {
  const file = event.target.files[0];
  answer.textContent = "";
  answer.className = "";
  if (!file) return;
  if (!globalThis.crypto || !crypto.subtle) return say("unable", false);
  try {
    const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    const digest = [...bytes].map(one => one.toString(16).padStart(2, "0")).join("");
    const isSame = digests.includes(digest);
    say(isSame ? "same" : "other", isSame);
  } catch {
    say("unreadable", false);
  }
});
"""


def _template() -> Template:
    loader = PackageLoader("pipeline.adapters.board", ".")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True).get_template("verification.html.j2")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicBoard:
    """The `Board` port: pages in the office's language."""

    language: Language
    _page: Template = field(default_factory=_template, init=False, repr=False)

    def verification(self, page: PublicPage) -> bytes:
        """The page of one letter, whole."""
        words = {name: text().words(self.language) for name, text in PAGE.items()}
        return self._page.render(
            language=self.language.value,
            page=page,
            words=words,
            facts=[(words[name], getattr(page, name)) for name in ("number", "date", "subject", "signatory")],
            digests=[document.removeprefix("sha256:") for document in reversed(page.documents)],
            style=Markup(_STYLE),  # noqa: S704 -- our own constant
            script=Markup(_SCRIPT),  # noqa: S704 -- our own constant
            style_hash=_hash(_STYLE),
            script_hash=_hash(_SCRIPT),
        ).encode()


def _hash(text: str) -> str:
    """A script's or style's hash as a content security policy names it (CSP Level 3)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
