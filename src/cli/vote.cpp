// meso vote: a practice's vote, in the room or by a one-time link.

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "access/accounts.h"
#include "cli/commands.h"
#include "cli/network.h"
#include "cli/together.h"
#include "governance/decisions.h"

namespace meso::cli {
namespace {

constexpr std::string_view kBallots = "ballot/";
constexpr std::int64_t kDay = 86'400'000'000;  // microseconds

struct VoteArguments {
  TogetherArguments together;
  std::uint64_t decision = 0;
  std::string practice, choice, given_to, dissent, token;
  bool again = false, link = false;
};

governance::Cast cast_of(const VoteArguments& arguments, const Together& together) {
  governance::Cast cast;
  cast.practice = arguments.practice;
  cast.choice = arguments.choice;
  cast.given_to = arguments.given_to;
  cast.dissent = arguments.dissent;
  cast.on = together.day;
  cast.again = arguments.again;
  return cast;
}

Result<int> make_link(const VoteArguments& arguments, Together& together, access::Accounts& accounts) {
  MESO_ASSIGN_OR_RETURN(const auto decision, governance::decision(together.journal(), arguments.decision));
  if (decision.closed) {
    return Error{ErrorKind::kRefused, fmt::format("decision {} is closed", decision.number), {}, ""};
  }
  access::Link link;
  link.what = "vote";
  // A subject of its own: on that of the vote nothing is written before the vote itself.
  link.subject = fmt::format("ballot/{}-{}", arguments.decision, arguments.practice);
  link.ends = Moment{now().microseconds + access::AccountOptions().link_days * kDay};
  MESO_ASSIGN_OR_RETURN(const std::string token, accounts.make_link(std::string(access::kTerminal), link,
                                                                    "a vote without an account"));
  fmt::print("{}\nGive it to {} alone: it votes once, on decision {}, within a week.\n", token,
             arguments.practice, arguments.decision);
  return kDone;
}

Result<int> vote_by_link(const VoteArguments& given, Together& together, access::Accounts& accounts) {
  MESO_ASSIGN_OR_RETURN(const access::Link link, accounts.link(given.token));
  VoteArguments arguments = given;
  const std::size_t dash = link.subject.find('-');
  if (link.what != "vote" || dash == std::string::npos || !link.subject.starts_with(kBallots)) {
    return Error{ErrorKind::kRefused, "this link is for something else than a vote", {}, ""};
  }
  arguments.decision = std::strtoull(link.subject.c_str() + kBallots.size(), nullptr, 10);
  arguments.practice = link.subject.substr(dash + 1);
  governance::Hand hand{together.journal(), "link"};
  MESO_ASSIGN_OR_RETURN(const auto prepared,
                        governance::prepare_vote(hand, arguments.decision, cast_of(arguments, together)));
  MESO_RETURN_IF_ERROR(accounts.use_link(given.token, prepared.acts, prepared.rule));
  fmt::print("{} has voted on decision {}.\n", arguments.practice, arguments.decision);
  return kDone;
}

Result<int> cast_vote(const VoteArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  if (arguments.link || !arguments.token.empty()) {
    MESO_ASSIGN_OR_RETURN(
        const Key key,
        access::secrets_key(real_files(), keys_or_default(arguments.together.keys), together.journal()));
    access::Accounts accounts(together.journal(), key);
    return arguments.link ? make_link(arguments, together, accounts)
                          : vote_by_link(arguments, together, accounts);
  }
  if (arguments.decision == 0 || arguments.practice.empty()) {
    return Error{ErrorKind::kUsage,
                 "say on which decision, and which practice votes",
                 {},
                 "meso vote NETWORK DECISION PRACTICE CHOICE"};
  }
  MESO_RETURN_IF_ERROR(governance::vote(together.hand(), arguments.decision, cast_of(arguments, together)));
  fmt::print("{} has voted on decision {}.\n", arguments.practice, arguments.decision);
  return kDone;
}

}  // namespace

void add_vote_commands(CLI::App& app, Verbs& verbs) {
  const auto to = std::make_shared<VoteArguments>();
  CLI::App* vote = verbs.add(app, "vote", "A practice votes, in the room or by a one-time link", to->together,
                             true, [to] { return cast_vote(*to); });
  vote->add_option("DECISION", to->decision, "Its number");
  vote->add_option("PRACTICE", to->practice, "Its code; chair for a chair of no practice");
  vote->add_option("CHOICE,--choose", to->choice, "An option's letter, against, abstain; consent, object");
  vote->add_option("--to", to->given_to, "Gives the vote to another practice instead")->type_name("PRACTICE");
  vote->add_option("--words", to->dissent,
                   std::string("Dissent, or the reason of an objection. ") + kCanBeAskedFor)
      ->type_name("TEXT");
  vote->add_flag("--again", to->again, "Change a vote that was cast");
  vote->add_flag("--link", to->link, "Print a one-time link's token instead of voting");
  vote->add_option("--token", to->token, "Vote by that token, with --choose or --to")->type_name("TOKEN");
  vote->footer(
      "Examples:\n"
      "  meso vote my/network 3 A99901 a\n"
      "  meso vote my/network 3 A99902 against --words 'Two buses from us, with small children.'\n"
      "  meso vote my/network 3 A99903 --to A99901\n"
      "  meso vote my/network 3 A99904 --link            prints a token; then, from anywhere on this "
      "machine:\n"
      "  meso vote my/network --token TOKEN --choose b");
}

}  // namespace meso::cli
