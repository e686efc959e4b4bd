// A link to a line that stands on another page of the document: go on to that page.
"use strict";

const aim = document.getElementById(location.hash.slice(1));
if (aim?.hasAttribute("data-elsewhere")) location.replace(aim.querySelector("a").href);
