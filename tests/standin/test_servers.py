"""Several servers, teams and leaving, as discord.py sees them in the stand-in."""

import asyncio

import discord
import pytest

from tests.standin import ALICE, BOB, Application, Channel, Guild, StandIn, TeamMember

STRANGE = Guild(900_000_000_000_000_400, "Strange", owner=ALICE)
YARD = Channel(900_000_000_000_000_401, "yard", STRANGE)
TEAM = (TeamMember(ALICE, "read_only"), TeamMember(BOB, accepted=False))


def test_a_server_is_joined_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    with StandIn(application=Application(public=True, team=TEAM)) as stand_in:
        set_addresses(monkeypatch, stand_in)
        application, owner = asyncio.run(join_and_leave(stand_in))
        assert application.bot_public
        assert application.team is not None
        members = application.team.members
        assert [(member.id, member.role.value) for member in members] == [
            (ALICE.id, "read_only"),
            (BOB.id, "admin"),
        ]
        accepted = discord.TeamMembershipState.accepted
        assert [member.membership_state is accepted for member in members] == [True, False]
        assert owner == ALICE.id
        assert stand_in.left == {STRANGE.id}
        assert stand_in.violations == []


async def join_and_leave(stand_in: StandIn) -> tuple[discord.AppInfo, int | None]:
    joined = asyncio.Event()
    owners: list[int | None] = []
    gone = asyncio.Event()

    class Client(discord.Client):
        async def on_ready(self) -> None:
            await asyncio.to_thread(stand_in.join, YARD)

        async def on_guild_join(self, guild: discord.Guild) -> None:
            owners.append(guild.owner_id)
            joined.set()
            await guild.leave()

        async def on_guild_remove(self, guild: discord.Guild) -> None:
            gone.set()

    async with Client(intents=discord.Intents(guilds=True)) as client:
        running = asyncio.create_task(client.start(stand_in.token))
        await asyncio.wait_for(gone.wait(), 60)
        application = client.application
        running.cancel()
    assert application is not None
    return application, owners[0]


def set_addresses(monkeypatch: pytest.MonkeyPatch, stand_in: StandIn) -> None:
    import yarl
    from discord.gateway import DiscordWebSocket
    from discord.http import Route

    monkeypatch.setattr(Route, "BASE", stand_in.api_base)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(stand_in.gateway_url))
