"""A reply → what of it is posted where the bot speaks only when it is sure.

An answer is posted. The closest passages are offered by one line with a button that shows them to
whoever presses it. Of anything else nothing is posted.
"""

from dataclasses import replace

from bot.chat.answering.responder import Reply
from bot.chat.render.cards import offer_card
from bot.chat.render.translations import Texts
from index import Outcome


def quiet_reply(reply: Reply, texts: Texts, *, plain: bool) -> Reply:
    """The reply, if it answers or says that the bot cannot look; otherwise an offer of its
    passages, or a reply without a message."""
    if reply.outcome is Outcome.ANSWERED or reply.unavailable:
        return reply
    if reply.outcome is not Outcome.CLOSEST:
        return replace(reply, bodies=(), plain_texts=lambda: ())
    plain_offer = (texts("offer_plain"),)
    # Without a number no button could find the passages again.
    has_button = reply.answer_number and not plain
    bodies = (offer_card(reply.answer_number, texts),) if has_button else plain_offer
    return replace(reply, bodies=bodies, plain_texts=lambda: plain_offer, is_offer=True)
