/* Buttons data-copier="#id": copy the text of that element, and say so. Hidden where the browser cannot copy. */
(function () {
  "use strict";
  if (!navigator.clipboard) return;

  function montrer(racine) {
    racine.querySelectorAll("[data-copier][hidden]").forEach(function (bouton) { bouton.hidden = false; });
  }

  document.addEventListener("DOMContentLoaded", function () { montrer(document); });
  document.addEventListener("htmx:afterSwap", function (evenement) { montrer(evenement.target); });

  document.addEventListener("click", function (evenement) {
    var bouton = evenement.target.closest("[data-copier]");
    if (!bouton) return;
    var source = document.querySelector(bouton.dataset.copier);
    if (!source) return;
    navigator.clipboard.writeText((source.value || source.textContent).trim()).then(function () {
      var region = bouton.nextElementSibling;
      if (!region || !region.matches("[data-copie-dite]")) {
        region = document.createElement("span");
        region.setAttribute("role", "status");
        region.setAttribute("data-copie-dite", "");
        bouton.after(region);
      }
      region.textContent = "";
      setTimeout(function () { region.textContent = "Copié"; }, 30);
      setTimeout(function () { region.textContent = ""; }, 4000);
    });
  });
})();
