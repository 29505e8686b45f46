"""A vault's secret key for two of three custodians, by sealing twice, without secret-sharing mathematics.

For each pair of custodians the key is sealed to one and the box is sealed again to the other. Whoever
holds both keys of a pair opens both boxes; one key alone opens at most the outer one.
"""

from __future__ import annotations

import base64
from itertools import combinations

from forestall.errors import IntegrityError, Sealed, WrongKey
from forestall.memory.sealed.cards import Custodians, Deposit, Share, VaultName
from forestall.memory.sealed.secret_key import SecretKey


def deposit(vault: VaultName, key: SecretKey, custodians: Custodians) -> Deposit:
    """The vault's secret key, shut so that any two of the custodians open it and none alone does."""
    shares = (
        Share(
            outer=outer,
            inner=inner,
            box=base64.b64encode(key.seal_to(inner, outer)).decode(),
        )
        for outer, inner in combinations(custodians.public_keys(), 2)
    )
    return Deposit(vault=vault, public_key=key.public_key, held_by=custodians, shares=tuple(shares))


def recover(deposited: Deposit, one: SecretKey, other: SecretKey) -> SecretKey:
    """The vault's secret key, from the keys of two custodians in either order.

    Raises:
        Sealed: both keys are one custodian's.
        WrongKey: one of them is no custodian's.
        IntegrityError: the deposit was changed.
    """
    if one.public_key == other.public_key:
        raise Sealed(
            expected="the keys of two different custodians",
            found="one custodian's key",
            where=f"vault '{deposited.vault}'",
            remedy="Break-glass needs two of the three custodians.",
        )
    keys = {one.public_key: one, other.public_key: other}
    share = next((share for share in deposited.shares if {share.outer, share.inner} == set(keys)), None)
    if share is None:
        raise WrongKey(
            expected="the keys of two custodians of this vault",
            found="at least one other key",
            where=f"vault '{deposited.vault}'",
            remedy="Compare the keys with those that `forestall sealed status` prints.",
        )
    inner_box = keys[share.outer].unseal(base64.b64decode(share.box))
    recovered = SecretKey(keys[share.inner].unseal(inner_box))
    if recovered.public_key != deposited.public_key:
        raise IntegrityError(
            expected="the vault's own key in its deposit",
            found="another key",
            where=f"vault '{deposited.vault}'",
            remedy="Restore break-glass.json from a backup, or deposit the key anew.",
        )
    return recovered
