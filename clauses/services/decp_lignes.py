"""From a contract as read to the columns that store it (plain values; nothing is written here)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from clauses.exchange.decp import ContratDecp, EnregistrementDecp, ModificationDecp, TitulaireDecp
from clauses.models import MarchePublie
from socle.identifiants import plier
from socle.models import AliasTerritoire, NatureTerritoire, SorteAlias, Territoire

PROPRES_A_NOUS = {
    "id",
    "uuid",
    "acheteur_id",
    "identifiant",
    "titre_corrige",
    "importe_le",
    "mis_a_jour_le",
}
"""Columns that an import never changes on a known contract."""

CHAMPS_IMPORTES = tuple(f.name for f in MarchePublie._meta.concrete_fields if f.name not in PROPRES_A_NOUS)


@dataclass(frozen=True)
class Communes:
    """Communes by INSEE code (old codes followed) and by postal code where it leads to one only."""

    par_insee: dict[str, int]
    par_postal: dict[str, int]

    @classmethod
    def charger(cls) -> Communes:
        """Read the territories once per import, in two queries."""
        par_insee = dict(Territoire.objects.communes().values_list("code", "pk"))
        postaux: dict[str, set[int]] = defaultdict(set)
        for sorte, valeur, pk in AliasTerritoire.objects.filter(
            territoire__nature=NatureTerritoire.COMMUNE
        ).values_list("sorte", "valeur", "territoire_id"):
            if sorte == SorteAlias.INSEE_ANCIEN:
                par_insee.setdefault(valeur, pk)
            elif sorte == SorteAlias.CODE_POSTAL:
                postaux[valeur].add(pk)
        return cls(par_insee, {code: pks.pop() for code, pks in postaux.items() if len(pks) == 1})

    def trouver(self, insee: str, postal: str) -> int | None:
        """Key of the commune, or None when the place does not tell one."""
        return self.par_insee.get(insee) or self.par_postal.get(postal)


def cle_de(contrat: ContratDecp) -> tuple[str, str]:
    """Key under which a contract is stored: buyer and number, cut to the columns' lengths."""
    return contrat.acheteur_id[:30], contrat.id[:80]


def champs_du_contrat(contrat: ContratDecp, communes: Communes, *, lieu_inconnu: bool) -> dict[str, Any]:
    """Values of `CHAMPS_IMPORTES` for a contract: the newest version, its place and its defects."""
    version, lieu = contrat.derniere, contrat.version_lieu
    codes = lieu.codes_lieu
    acheteur = next((v.acheteur_nom for v in reversed(contrat.versions) if v.acheteur_nom), "")
    return {
        "acheteur_nom": acheteur[:300],
        "sorte": version.sorte.value,
        "nature": _libelle(version.nature, version.nature_brute)[:80],
        "objet": version.objet,
        "objet_plie": plier(version.objet),
        "cpv": version.cpv[:8],
        "travaux": version.travaux,
        "procedure": _libelle(version.procedure, version.procedure_brute)[:120],
        "ccag": _libelle(version.ccag)[:80],
        "montant": version.montant,
        "duree_mois": version.duree_mois,
        "date_notification": version.date_notification,
        "date_publication": contrat.date_version,
        "lieu_code": lieu.lieu_code[:20],
        "lieu_type": _libelle(lieu.lieu_type, lieu.lieu_type_brut)[:30],
        "lieu_nom": lieu.lieu_nom[:300],
        "lieu_inconnu": lieu_inconnu,
        "commune_id": communes.trouver(codes.insee, codes.postal),
        "clause_sociale": version.clause_sociale,
        "considerations_sociales": _considerations(version),
        "groupement": _libelle(version.groupement)[:40],
        "sous_traitance_declaree": version.sous_traitance_declaree,
        "modifications": [_modification(m) for m in contrat.modifications],
        "defauts": [{"code": d.code.value, "champ": d.champ, "phrase": d.phrase} for d in contrat.defauts],
        "source": (version.source or version.fichier)[:120],
        "empreinte": contrat.empreinte,
    }


def titulaires_du_contrat(contrat: ContratDecp) -> list[dict[str, Any]]:
    """Holders in force, as published; a number that is not a right SIRET is flagged, never dropped."""
    return [
        {
            "identifiant": t.id[:40],
            "type_identifiant": _libelle(t.type, t.type_brut)[:30],
            "nom": t.nom[:300],
            "a_verifier": t.siret_valide is False,
        }
        for t in contrat.titulaires_en_vigueur
    ]


def versions(contrat: ContratDecp) -> list[dict[str, Any]]:
    """Every version, oldest first, with what a reader compares and a fingerprint of its own.

    The last one bears the fingerprint of the whole contract.
    """
    resultat = []
    for version in contrat.versions:
        derniere = version is contrat.derniere
        titulaires = contrat.titulaires if derniere else version.titulaires
        seule = replace(contrat, versions=(version,), titulaires=titulaires, lignes=1)
        resultat.append(
            {
                "date_publication": version.date_version,
                "montant": version.montant,
                "duree_mois": version.duree_mois,
                "contenu": _contenu(version, titulaires),
                "empreinte": contrat.empreinte if derniere else seule.empreinte,
            }
        )
    return resultat


def _contenu(version: EnregistrementDecp, titulaires: tuple[TitulaireDecp, ...]) -> dict[str, Any]:
    """What the page of a contract compares between versions, as words and plain figures."""
    return {
        "objet": version.objet,
        "nature": _libelle(version.nature, version.nature_brute),
        "procedure": _libelle(version.procedure, version.procedure_brute),
        "cpv": version.cpv,
        "montant": None if version.montant is None else f"{version.montant:f}",
        "duree_mois": version.duree_mois,
        "date_notification": _iso(version.date_notification),
        "lieu": " ".join(
            filter(None, [version.lieu_nom, version.lieu_code, _libelle(version.lieu_type, version.lieu_type_brut)])
        ),
        "considerations_sociales": _considerations(version),
        "titulaires": [" ".join(filter(None, [t.nom, t.id])) for t in titulaires],
        "nombre_de_modifications": len(version.modifications),
    }


def _considerations(version: EnregistrementDecp) -> list[str]:
    connues = [_libelle(c) for c in version.considerations_sociales]
    return connues or list(version.considerations_brutes)


def _modification(modification: ModificationDecp) -> dict[str, Any]:
    """An amendment as declared: its amount may be a new total or a difference, so it is only shown."""
    return {
        "id": modification.id,
        "objet": modification.objet,
        "date_notification": _iso(modification.date_notification),
        "date_publication": _iso(modification.date_publication),
        "montant": None if modification.montant is None else f"{modification.montant:f}",
        "duree_mois": modification.duree_mois,
        "titulaires": [" ".join(filter(None, [t.nom, t.id])) for t in modification.titulaires],
    }


def _libelle(mot: Any, brut: str = "") -> str:
    return mot.libelle if mot is not None else brut


def _iso(jour: Any) -> str | None:
    return jour.isoformat() if jour else None
