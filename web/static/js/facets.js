// On a narrow screen the filters are folded, so that the list comes first; without script they stay open.
"use strict";

if (matchMedia("(max-width: 61.99rem)").matches) {
  document.querySelectorAll("[data-facets]").forEach((one) => {
    one.open = false;
  });
}
