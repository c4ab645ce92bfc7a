/* The estimator shows the fields of the chosen way; without it all of them are there. */
(function () {
  "use strict";
  document.addEventListener("DOMContentLoaded", function () {
    var groupes = document.querySelectorAll("[data-montre-si]");
    function suivre() {
      var choix = document.querySelector("input[name='base']:checked");
      groupes.forEach(function (groupe) { groupe.hidden = !!choix && groupe.dataset.montreSi !== choix.value; });
    }
    document.querySelectorAll("input[name='base']").forEach(function (radio) { radio.addEventListener("change", suivre); });
    suivre();
  });
})();
