// On a phone the picture comes first: the filter is folded there.
"use strict";

const folded = document.querySelector("[data-filter]");
if (folded && matchMedia("(max-width: 61.99rem)").matches) folded.open = false;
