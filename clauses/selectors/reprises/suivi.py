"""What an office follows already under the numbers and names of a take-over file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from chantiers.models import Operation
from clauses.exchange.reprise import FichierLu
from clauses.models import Marche
from clauses.rules.maitres_ouvrage import Connu, MaitreOuvrage
from clauses.rules.reprise_accord import DejaSuivi
from entreprises.models import Organisation
from socle.identifiants import plier


@dataclass(frozen=True)
class SuiviIci:
    """The contracts of those numbers and the operations of those names, by key."""

    marches: dict[int, Marche]
    operations: dict[int, Operation]
    acheteurs: dict[int, list[Organisation]]
    """operation → who buys its contracts."""

    @property
    def pour_accorder(self) -> DejaSuivi:
        """The same, as the rule takes it."""
        return DejaSuivi(
            contrats=[
                Connu(
                    cle=m.pk,
                    nom=m.numero_plie,
                    maitres=_noms(m.acheteur),
                    aussi=_noms(m.operation.maitre_ouvrage),
                    libelle=str(m.acheteur),
                )
                for m in self.marches.values()
            ],
            operations=[
                Connu(
                    cle=o.pk,
                    nom=o.nom_plie,
                    maitres=_noms(o.maitre_ouvrage),
                    aussi=[nom for acheteur in self.acheteurs[o.pk] for nom in _noms(acheteur)],
                    libelle=str(o.maitre_ouvrage),
                )
                for o in self.operations.values()
            ],
            operation_du_contrat={m.pk: m.operation_id for m in self.marches.values()},
        )


def suivi_ici(office: Organisation, lu: FichierLu) -> SuiviIci:
    """What the office follows of what the rows of this file name; a fixed number of queries."""
    numeros = {r.numero for r in (*lu.engagements, *lu.soldes, *lu.personnes) if r.marche}
    siens = Marche.objects.en_vigueur().filter(office=office)
    marches = (
        siens.filter(numero_plie__in=numeros)
        .select_related("acheteur", "operation__maitre_ouvrage")
        .prefetch_related("acheteur__noms", "operation__maitre_ouvrage__noms")
        .order_by("pk")
    )
    noms = {plier(e.operation) for e in lu.engagements}
    operations = (
        Operation.objects.filter(marche__office=office, nom_plie__in=noms)
        .distinct()
        .select_related("maitre_ouvrage")
        .prefetch_related("maitre_ouvrage__noms")
        .order_by("pk")
    )
    acheteurs: dict[int, list[Organisation]] = defaultdict(list)
    dedans = siens.filter(operation__nom_plie__in=noms).select_related("acheteur").prefetch_related("acheteur__noms")
    for marche in dedans.order_by("pk"):
        acheteurs[marche.operation_id].append(marche.acheteur)
    return SuiviIci({m.pk: m for m in marches}, {o.pk: o for o in operations}, acheteurs)


def _noms(organisation: Organisation) -> list[MaitreOuvrage]:
    """How an organisation may be named: today, or under a former name."""
    noms = dict.fromkeys([organisation.nom, *(n.nom for n in organisation.noms.all())])
    return [MaitreOuvrage.nomme(nom, organisation.siret) for nom in noms]
