#include "governance/count.h"

#include <algorithm>

#include <fmt/format.h>

#include "network/voice/game.h"

namespace meso::governance {
namespace {

namespace voice = network::voice;

const Ballot* ballot_of(std::span<const Ballot> ballots, const std::string& practice) {
  const auto found = std::ranges::find(ballots, practice, &Ballot::practice);
  return found == ballots.end() ? nullptr : &*found;
}

bool reaches(const voice::Game& game, const std::vector<std::size_t>& players) {
  return std::ranges::any_of(game.ways, [&](const std::vector<voice::Need>& way) {
    return std::ranges::all_of(way, [&](const voice::Need& need) {
      std::uint64_t sum = 0;
      for (const std::size_t player : players) sum += game.tallies[need.tally][player];
      return sum >= need.at_least;
    });
  });
}

class Counting {
 public:
  Counting(const VotingRule& pinned, const voice::Rule& rule, std::span<const voice::Voter> voters,
           std::span<const std::string> options, std::span<const Ballot> ballots)
      : pinned_(pinned), rule_(rule), voters_(voters), options_(options), ballots_(ballots) {}

  Result<Outcome> run(const std::optional<std::vector<std::string>>& present) {
    voice::Rule asked = rule_;
    asked.quorum.clear();  // asked of those who are there, below
    MESO_ASSIGN_OR_RETURN(const voice::Game game, voice::game_of(asked, voters_));
    settle();
    note_presence(present);
    MESO_ASSIGN_OR_RETURN(const bool quorate, is_quorate());
    if (ballots_.empty()) {
      out_.notes.push_back("nobody has voted");
      out_.kind = OutcomeKind::kNothingCast;
    } else if (!quorate) {
      out_.kind = OutcomeKind::kNoQuorum;
      out_.notes.push_back(
          fmt::format("the quorum was not there: {} of {} practices", out_.present.size(), voters_.size()));
    } else if (pinned_.consent) {
      by_consent();
    } else {
      by_vote(game);
    }
    return std::move(out_);
  }

 private:
  // Who chose what in the end.
  void settle() {
    std::vector<std::string> choices(options_.begin(), options_.end());
    if (pinned_.consent) {
      choices = {kConsents, kObject};
    } else {
      choices.push_back(kAgainst);
    }
    choices.push_back(kAbstain);
    for (std::string& choice : choices) out_.tallies.push_back({std::move(choice), {}, 0});
    for (const Ballot& ballot : ballots_) {
      if (!is_voter(ballot.practice)) {
        out_.notes.push_back(ballot.practice + " has no vote here: not counted");
        continue;
      }
      const Ballot* last = &ballot;
      for (std::size_t steps = 0; last != nullptr && !last->given_to.empty(); ++steps) {
        if (steps > ballots_.size()) {
          out_.notes.push_back(ballot.practice + " gave its vote away in a circle: not counted");
          last = nullptr;
          break;
        }
        const Ballot* next = ballot_of(ballots_, last->given_to);
        if (next == nullptr) {
          out_.notes.push_back(fmt::format("{} gave its vote to {}, who did not vote: not counted",
                                           ballot.practice, last->given_to));
        }
        last = next;
      }
      if (last == nullptr) continue;
      if (last->choice == kObject && !last->has_reason) {
        out_.notes.push_back(ballot.practice + " objects without a reason: it holds nothing up");
        tally(kAbstain, ballot.practice);
        continue;
      }
      if (!tally(last->choice, ballot.practice)) {
        out_.notes.push_back(ballot.practice + " chose what is no option: not counted");
      }
    }
  }

  bool is_voter(const std::string& practice) const {
    if (practice == rule_.casting && practice == "chair") return true;
    return std::ranges::find(voters_, practice, &voice::Voter::code) != voters_.end();
  }

  bool tally(std::string_view choice, const std::string& practice) {
    const auto found = std::ranges::find(out_.tallies, choice, &Tally::choice);
    if (found == out_.tallies.end()) return false;
    found->practices.push_back(practice);
    const auto voter = std::ranges::find(voters_, practice, &voice::Voter::code);
    if (voter != voters_.end()) found->patients += voter->patients;
    cast_.push_back(practice);
    return true;
  }

  void note_presence(const std::optional<std::vector<std::string>>& present) {
    for (const voice::Voter& voter : voters_) {
      const auto& there = present ? *present : cast_;
      const bool is_there = std::ranges::find(there, voter.code) != there.end();
      (is_there ? out_.present : out_.absent).push_back(voter.code);
    }
  }

  // The quorum as a rule of its own: it is carried by those who are there.
  Result<bool> is_quorate() {
    if (rule_.quorum.empty()) return !out_.present.empty() || ballots_.empty();
    voice::Rule quorum = rule_;
    quorum.ways = {rule_.quorum};
    quorum.quorum.clear();
    quorum.vetoes.clear();
    quorum.casting.clear();
    quorum.everyone_attends = false;
    MESO_ASSIGN_OR_RETURN(const voice::Game game, voice::game_of(quorum, voters_));
    return reaches(game, players_of(out_.present));
  }

  std::vector<std::size_t> players_of(const std::vector<std::string>& practices) const {
    std::vector<std::size_t> players;
    for (std::size_t i = 0; i < voters_.size(); ++i) {
      if (std::ranges::find(practices, voters_[i].code) != practices.end()) players.push_back(i);
    }
    if (rule_.casting == "chair" && std::ranges::find(practices, "chair") != practices.end()) {
      players.push_back(voters_.size());
    }
    return players;
  }

  void by_vote(const voice::Game& game) {
    std::vector<std::string> carried;
    for (const std::string& option : options_) {
      const auto& tally = *std::ranges::find(out_.tallies, option, &Tally::choice);
      if (reaches(game, players_of(tally.practices))) carried.push_back(option);
    }
    out_.kind = carried.empty()       ? OutcomeKind::kNotCarried
                : carried.size() == 1 ? OutcomeKind::kCarried
                                      : OutcomeKind::kContradiction;
    if (carried.size() == 1) out_.option = carried.front();
    if (carried.size() > 1) {
      out_.notes.push_back(
          fmt::format("the rule carries {} at once: it contradicts itself, and nothing is decided",
                      fmt::join(carried, " and ")));
    }
  }

  void by_consent() {
    const auto& objections = std::ranges::find(out_.tallies, std::string(kObject), &Tally::choice)->practices;
    out_.kind = objections.empty() ? OutcomeKind::kCarried : OutcomeKind::kNotCarried;
    if (objections.empty()) out_.option = options_.front();
    for (const std::string& practice : objections) out_.notes.push_back(practice + " objects, with a reason");
  }

  const VotingRule& pinned_;
  const voice::Rule& rule_;
  std::span<const voice::Voter> voters_;
  std::span<const std::string> options_;
  std::span<const Ballot> ballots_;
  std::vector<std::string> cast_;
  Outcome out_;
};

}  // namespace

std::string_view outcome_words(OutcomeKind kind) {
  constexpr std::string_view kWords[] = {"carried", "not carried", "no quorum",
                                         "undecided: the rule contradicts itself", "nothing cast"};
  return kWords[static_cast<std::size_t>(kind)];
}

Result<Outcome> count_votes(const VotingRule& rule, std::span<const voice::Voter> voters,
                            std::span<const std::string> options, std::span<const Ballot> ballots,
                            const std::optional<std::vector<std::string>>& present) {
  if (options.empty()) {
    return Error{
        ErrorKind::kBadInput, "a decision without options cannot be counted", {}, "give at least one"};
  }
  if (rule.consent && options.size() != 1) {
    return Error{ErrorKind::kBadInput,
                 "consent is asked for one proposal",
                 {},
                 "give one option, or put them to a vote"};
  }
  if (voters.empty()) return Error{ErrorKind::kBadInput, "there is no practice to vote", {}, ""};
  MESO_ASSIGN_OR_RETURN(const voice::Rule read, read_rule(rule));
  return Counting(rule, read, voters, options, ballots).run(present);
}

std::vector<std::string> circle_of(std::span<const Ballot> ballots, const std::string& practice,
                                   const std::string& to) {
  std::vector<std::string> circle = {practice};
  std::string at = to;
  while (at != practice) {
    if (std::ranges::find(circle, at) != circle.end()) return {};  // a circle that is there without us
    circle.push_back(at);
    const Ballot* next = ballot_of(ballots, at);
    if (next == nullptr || next->given_to.empty()) return {};
    at = next->given_to;
  }
  return circle;
}

}  // namespace meso::governance
