"""The end of a procedure comes at once: between the last step before it and itself nothing else happens.

The engine takes a token that has reached an end event which ends the whole process before any other
(``workflows.engine.stepping``), and whatever led there and the end are one commit. In the net they are two transitions;
seen so, somebody beside could still act after the step that ends the case, and a rule that holds would seem broken.
"""

from dataclasses import replace

from workflows.proofs.net import Net, Transition, places_of


def ending_at_once(net: Net) -> Net:
    """The same net with each last step and the end that follows it as one transition, named by its ``parts``.

    Only where nothing else can happen between the two: what leads to the end puts no other token, throws nothing and
    takes nothing that the end needs. Elsewhere the two stay apart.
    """
    into: dict[int, Transition] = {}
    taking: dict[int, int] = {}
    for transition in net.transitions:
        for place in places_of(transition.consume):
            taking[place] = taking.get(place, 0) + 1
        if _ends(net, transition):
            into |= dict.fromkeys(places_of(transition.consume), transition)
    made = []
    for transition in net.transitions:
        fresh = transition.produce & ~transition.consume
        then = into.get(fresh)
        if then is not None and taking[fresh] == 1 and not fresh & net.lasting and _leads(transition, then):
            made.append(_joined(transition, then, fresh))
        else:
            made.append(transition)
    if not any(len(each.parts) > 1 for each in made):
        return net
    # An end event to which other ways lead keeps its own transition.
    return replace(net, transitions=tuple(made))


def _ends(net: Net, transition: Transition) -> bool:
    """Whether it is the end of the procedure, and nothing but that."""
    more = transition.empty or transition.last or transition.throws or transition.catches
    return transition.produce == net.done and not (more or transition.label or transition.opens or transition.begins)


def _leads(one: Transition, then: Transition) -> bool:
    """Whether the end can follow at once, whatever the marking is."""
    if one.throws or one.catches or one.last or one.reset & then.consume:
        return False
    return not one.consume & ~one.produce & then.consume


def _joined(one: Transition, then: Transition, place: int) -> Transition:
    return replace(
        one,
        consume=one.consume | then.consume & ~place,
        produce=then.produce | one.produce & ~(place | then.consume | then.reset),
        reset=one.reset | then.reset,
        asks=one.asks + then.asks,
        parts=one.parts + then.parts,
        fails=one.fails or then.fails,
    )
