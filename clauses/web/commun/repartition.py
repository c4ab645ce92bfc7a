"""The form that shares a line's hours among pooled obligations: one field each, whose sum is the line's hours."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from clauses.selectors.globalisations import PartVue
from socle.centiemes import ZERO
from socle.formulaires import ChampDecimal, Formulaire


class RepartitionForm(Formulaire):
    """Hours per obligation; what was typed stays where the sum is refused."""

    def __init__(self, *args: Any, parts: Sequence[PartVue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cles = {f"h_{vue.clause.uuid.hex}": vue.clause.pk for vue in parts}
        for vue in parts:
            marche = vue.clause.lot.marche
            self.fields[f"h_{vue.clause.uuid.hex}"] = ChampDecimal(
                label=f"{marche.operation}, {vue.clause.lot}",
                help_text=f"Marché {marche.numero}" + (" – l'obligation du contrat de travail" if vue.sienne else ""),
                required=False,
                min_value=0,
                initial=vue.heures,
            )

    def parts(self) -> dict[int, Decimal]:
        """clause key → hours; an empty field is zero."""
        return {self._cles[nom]: valeur or ZERO for nom, valeur in self.cleaned_data.items()}
