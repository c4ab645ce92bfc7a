"""The declarations of a file put together: fractions added, replacements and cancellations honoured, events refused."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from clauses.exchange.dsn import normes
from clauses.exchange.dsn.rubriques import jour
from clauses.rules.lecture import Constat, Lecture, LigneLue, Portee, Source
from socle.periodes import Mois


@dataclass(slots=True)
class Declaration:
    """One S20.G00.05 and what it holds of our people."""

    rang: int
    nature: str = ""
    sorte: str = ""
    fraction: str = "11"
    ordre: int = 0
    mois: Mois | None = None
    concerne: bool = False
    ailleurs: int = 0
    lignes: list[LigneLue] = field(default_factory=list)
    constats: list[Constat] = field(default_factory=list)

    @property
    def lisible(self) -> bool:
        """A monthly declaration with a month: its people may be looked at."""
        return self.nature == normes.MENSUELLE and self.mois is not None

    def lire(self, valeurs: dict[int, str]) -> None:
        """The head of the declaration."""
        self.nature, self.sorte = valeurs.get(1, ""), valeurs.get(2, "")
        self.fraction = valeurs.get(3, "11") or "11"
        ordre = valeurs.get(4, "")
        self.ordre = int(ordre) if ordre.isascii() and ordre.isdigit() and len(ordre) < 10 else 0
        self.mois = _mois(valeurs.get(5, ""))


def assembler(declarations: list[Declaration], constats: list[Constat], comptes: dict[str, int]) -> Lecture:
    """One reading of all the declarations of the file for our establishment."""
    retenues: dict[tuple[Mois, str], Declaration] = {}
    remplaces: set[Mois] = set()
    annules: set[Mois] = set()
    ailleurs = sum(d.ailleurs for d in declarations)
    comptes = comptes | {"declarations": len(declarations)}
    rangs = {id(d): rang for rang, d in enumerate(declarations)}
    for declaration in sorted(declarations, key=lambda d: (d.ordre, rangs[id(d)])):
        if not declaration.lisible:
            constats.append(_refus(declaration))
            continue
        if not declaration.concerne:
            continue
        assert declaration.mois is not None
        cle = (declaration.mois, declaration.fraction)
        match declaration.sorte:
            case normes.ANNULE | normes.ANNULE_ET_REMPLACE_SANS_INDIVIDU:
                retenues.pop(cle, None)
                annules.add(declaration.mois)
                constats.append(
                    Constat(
                        Portee.DOUTE,
                        f"Cette DSN annule la déclaration de {declaration.mois} : "
                        "les heures qu'elle avait apportées sont à retirer.",
                        Source(rang=declaration.rang),
                    )
                )
            case normes.SANS_INDIVIDU:
                constats.append(
                    Constat(Portee.INFO, f"DSN sans individu pour {declaration.mois}.", Source(rang=declaration.rang))
                )
            case _:
                if declaration.sorte == normes.ANNULE_ET_REMPLACE:
                    remplaces.add(declaration.mois)
                elif cle in retenues:
                    constats.append(
                        Constat(
                            Portee.DOUTE,
                            f"Le fichier contient deux déclarations normales de {declaration.mois} : "
                            "la dernière est retenue.",
                            Source(rang=declaration.rang),
                        )
                    )
                retenues[cle] = declaration
                annules.discard(declaration.mois)
    constats += _fractions(retenues)
    for declaration in retenues.values():
        constats += declaration.constats
    if ailleurs and not any(d.concerne for d in declarations):
        constats.append(
            Constat(
                Portee.REFUS,
                "Cette DSN est celle d'un autre établissement : aucun salarié n'a été lu.",
            )
        )
    elif ailleurs:
        mot = "établissement" if ailleurs == 1 else "établissements"
        constats.append(Constat(Portee.INFO, f"{ailleurs} autre{'s' if ailleurs > 1 else ''} {mot} : non lu."))
    lignes = _additionner([ligne for d in retenues.values() for ligne in d.lignes])
    return Lecture(
        lignes=lignes,
        constats=tuple(constats),
        comptes=comptes,
        remplaces=tuple(sorted(remplaces)),
        annules=tuple(sorted(annules)),
    )


def _refus(declaration: Declaration) -> Constat:
    source = Source(rang=declaration.rang)
    if declaration.nature == normes.MENSUELLE:
        return Constat(Portee.REFUS, "Le mois d'une déclaration est illisible : elle est laissée.", source)
    quoi = normes.NATURES.get(declaration.nature, "une déclaration d'une autre nature")
    return Constat(Portee.REFUS, f"C'est {quoi} : seule la DSN mensuelle se dépose ici.", source)


def _fractions(retenues: dict[tuple[Mois, str], Declaration]) -> list[Constat]:
    """A month cut in several files needs them all."""
    par_mois: dict[Mois, set[str]] = {}
    for mois, fraction in retenues:
        par_mois.setdefault(mois, set()).add(fraction)
    constats = []
    for mois, fractions in sorted(par_mois.items()):
        total = max((int(f[1:]) for f in fractions if f[1:].isdigit()), default=1)
        attendues = {f"{n}{total}" for n in range(1, total + 1)}
        if total > 1 and (manquent := sorted(attendues - fractions)):
            dites = ", ".join(f"{f[0]} sur {f[1:]}" for f in manquent)
            constats.append(
                Constat(
                    Portee.DOUTE,
                    f"{str(mois).capitalize()} est déclaré en {total} fractions, il manque la {dites} : "
                    "déposez aussi ce fichier, ou complétez les heures.",
                )
            )
    return constats


def _additionner(lignes: list[LigneLue]) -> tuple[LigneLue, ...]:
    """One row per person, contract and month: fractions of a month add up, in order of the file."""
    sommes: dict[tuple[object, ...], LigneLue] = {}
    for ligne in lignes:
        cle = (ligne.personne, ligne.nom, ligne.prenom, ligne.date_naissance, ligne.contrat, ligne.mois)
        deja = sommes.get(cle)
        if deja is None:
            sommes[cle] = ligne
        else:
            notes = " ; ".join(dict.fromkeys(n for n in (deja.note, ligne.note) if n))
            sommes[cle] = replace(deja, heures=deja.heures + ligne.heures, note=notes)
    return tuple(sommes.values())


def _mois(texte: str) -> Mois | None:
    """01MMAAAA → a month, whatever the day."""
    premier = jour("01" + texte[2:]) if texte[:2].isdigit() else None
    return Mois.depuis(premier) if premier else None
