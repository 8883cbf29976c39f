#include "governance/decisions.h"

#include <algorithm>

#include <fmt/format.h>

#include "governance/decision_text.h"

namespace meso::governance {
namespace {

constexpr const char* kMembers = "members/network";
constexpr int kTries = 1000;

std::string whole_of(std::uint64_t number) {
  return fmt::format("decision/{}", number);
}

Error refused(std::string message, std::string hint = "") {
  return Error{ErrorKind::kRefused, std::move(message), {}, std::move(hint)};
}

std::vector<Practice> fold_practices(const std::vector<Written>& written) {
  std::vector<Practice> out;
  for (const Written& one : written) {
    const std::string code = one.part_id();
    const auto open = std::ranges::find_if(
        out, [&](const Practice& known) { return known.code == code && known.until == kUnknownDate; });
    const Date on = one.day("on").value_or(kUnknownDate);
    if (one.kind == "governance.practice_left") {
      if (open != out.end()) open->until = on;
    } else if (open != out.end()) {
      open->patients = static_cast<std::uint64_t>(one.number("patients"));  // a new list size
    } else {
      out.push_back({code, static_cast<std::uint64_t>(one.number("patients")), on, kUnknownDate});
    }
  }
  std::ranges::stable_sort(out, {}, &Practice::code);
  return out;
}

void fold_vote(Decision& out, const Written& one) {
  const std::string practice = one.part_id();
  auto at =
      std::ranges::lower_bound(out.votes, practice, {}, [](const Vote& v) { return v.ballot.practice; });
  if (at == out.votes.end() || at->ballot.practice != practice) at = out.votes.insert(at, Vote{});
  *at = Vote{};
  at->entry = one.entry;
  at->ballot.practice = practice;
  at->ballot.choice = one.text("choice");
  at->ballot.given_to = one.text("given_to");
  at->ballot.has_reason = one.body.value("has_reason", false);
  if (one.erased) {
    out.votes.erase(at);
    out.not_valid.push_back(practice + ": what it voted was erased");
  }
}

Decision fold(std::uint64_t number, const std::vector<Written>& written) {
  Decision out;
  out.number = number;
  for (const Written& one : written) {
    out.last_entry = one.entry;
    if (one.kind == "governance.decision_opened") {
      out.opened = opened_of(one);
      for (std::size_t i = 0; i < out.opened.options.size(); ++i) {
        out.options.push_back({std::string(1, static_cast<char>('a' + i)), out.opened.options[i]});
      }
    } else if (one.kind == "governance.interest_declared") {
      out.interests.push_back({one.part_id(), one.text("what"), one.reason == "withdraws", one.erased});
    } else if (one.kind == "governance.voted" || one.kind == "governance.vote_delegated") {
      fold_vote(out, one);
    } else if (one.kind == "governance.dissented") {
      for (Vote& vote : out.votes) {
        if (vote.ballot.practice != one.part_id()) continue;
        vote.dissent = one.text("words");
        vote.dissent_erased = one.erased;
      }
    } else if (one.kind == "governance.decision_closed") {
      out.closed = true;
      out.closed_on = one.day("on");
      if (const auto found = one.body.find("outcome"); found != one.body.end())
        out.outcome = outcome_of(*found);
      out.review = one.day("review");
      out.reopens = one.text("reopens");
    } else if (one.kind == "governance.duty_given") {
      out.owner_role = one.text("role");
      out.owner = one.erased ? "(erased)" : one.text("person");
    } else if (one.kind == "governance.duty_handed_over") {
      out.owner = one.erased ? "(erased)" : one.text("person");
    } else if (one.kind == "governance.row_coded" && one.part_id() == "first") {
      out.opened.authorship = authorship_of(one.body);
    }
  }
  return out;
}

Result<Decision> decision_in(sqlite::Db& tables, std::uint64_t number) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_about(tables, whole_of(number)));
  if (written.empty() || written.front().kind != "governance.decision_opened") {
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no decision {}", number),
                 {},
                 "meso decide list tells the numbers"};
  }
  return fold(number, written);
}

Result<std::vector<Practice>> practices_in(sqlite::Db& tables) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_about(tables, kMembers));
  return fold_practices(written);
}

std::vector<std::string> letters(const Decision& decision) {
  std::vector<std::string> out;
  for (const Option& option : decision.options) out.push_back(option.letter);
  return out;
}

bool is_choice(const Decision& decision, const std::string& choice) {
  if (choice == kAbstain) return true;
  if (decision.opened.rule.consent) return choice == kConsents || choice == kObject;
  return choice == kAgainst ||
         std::ranges::find(decision.options, choice, &Option::letter) != decision.options.end();
}

std::vector<Ballot> ballots_of(const Decision& decision) {
  std::vector<Ballot> out;
  for (const Vote& vote : decision.votes) out.push_back(vote.ballot);
  return out;
}

// Why this practice may not vote on it; an error that names the rule.
Status may_vote(const Decision& decision, std::span<const Practice> members, const std::string& practice,
                Date on) {
  if (practice == "chair") {
    MESO_ASSIGN_OR_RETURN(const auto rule, read_rule(decision.opened.rule));
    if (rule.casting == "chair") return {};
  }
  const auto& voters = decision.opened.voters;
  if (std::ranges::find(voters, practice, &network::voice::Voter::code) == voters.end()) {
    return refused(fmt::format("{} has no vote on decision {}", practice, decision.number),
                   "those who have one were named when it was opened");
  }
  for (const Practice& one : members) {
    if (one.code == practice && one.until != kUnknownDate && one.until < on) {
      const bool is_back = std::ranges::any_of(
          members, [&](const Practice& other) { return other.code == practice && other.is_member_on(on); });
      if (!is_back)
        return refused(fmt::format("{} left the network on {}", practice, format_date(one.until)));
    }
  }
  for (const Interest& interest : decision.interests) {
    if (interest.practice == practice && interest.withdrew) {
      return refused(
          fmt::format("{} declared an interest and withdrew from decision {}", practice, decision.number));
    }
  }
  return {};
}

Status check_vote(const Decision& decision, std::span<const Practice> members, const Cast& cast) {
  if (decision.closed) {
    return refused(fmt::format("decision {} was closed on {}", decision.number,
                               decision.closed_on ? format_date(*decision.closed_on) : "an earlier day"),
                   "its outcome stands; open a new decision to change it");
  }
  if (decision.opened.closes && cast.on > *decision.opened.closes) {
    return refused(fmt::format("votes on decision {} were taken until {}", decision.number,
                               format_date(*decision.opened.closes)));
  }
  MESO_RETURN_IF_ERROR(may_vote(decision, members, cast.practice, cast.on));
  if (cast.given_to.empty()) {
    if (is_choice(decision, cast.choice)) return {};
    std::string known = decision.opened.rule.consent ? "consent, object, abstain" : "";
    for (const Option& option : decision.options) {
      if (!decision.opened.rule.consent) known += option.letter + ", ";
    }
    if (!decision.opened.rule.consent) known += "against, abstain";
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' is no choice of decision {}", cast.choice, decision.number),
                 {},
                 "they are " + known};
  }
  MESO_RETURN_IF_ERROR(may_vote(decision, members, cast.given_to, cast.on));
  const auto circle = circle_of(ballots_of(decision), cast.practice, cast.given_to);
  if (!circle.empty()) {
    return refused(fmt::format("that would be a circle: {} -> {}", fmt::join(circle, " -> "), cast.practice),
                   "one of them votes for itself");
  }
  return {};
}

}  // namespace

Result<std::vector<Practice>> practices(journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_about(journal, kMembers));
  return fold_practices(written);
}

Status practice_joins(const Hand& hand, const std::string& code, std::uint64_t patients, Date on) {
  if (code.empty()) return Error{ErrorKind::kUsage, "a practice without a code", {}, ""};
  Note note{"governance.practice_joined", kMembers, "practice-" + code};
  note.body = {{"patients", patients}, {"on", format_date(on)}};
  MESO_RETURN_IF_ERROR(write(hand, {note}));
  return {};
}

Status practice_leaves(const Hand& hand, const std::string& code, Date last_day) {
  Note note{"governance.practice_left", kMembers, "practice-" + code};
  note.body = {{"on", format_date(last_day)}};
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto members, practices_in(tables));
    const bool is_here = std::ranges::any_of(
        members, [&](const Practice& one) { return one.code == code && one.is_member_on(last_day); });
    if (!is_here)
      return refused(fmt::format("{} is no practice of the network on {}", code, format_date(last_day)));
    return {};
  };
  MESO_RETURN_IF_ERROR(write(hand, {note}, rule));
  return {};
}

Result<std::uint64_t> open_decision(const Hand& hand, const NewDecision& decision) {
  if (decision.question.empty()) return Error{ErrorKind::kUsage, "a decision without a question", {}, ""};
  if (decision.options.empty()) {
    return Error{ErrorKind::kUsage, "a decision without options", {}, "give at least one: --option TEXT"};
  }
  if (decision.options.size() > 26)
    return Error{ErrorKind::kUsage, "more than 26 options", {}, "put fewer to the vote"};
  if (decision.closes && *decision.closes < decision.on) {
    return Error{ErrorKind::kUsage, "votes would end before they begin", {}, ""};
  }
  for (std::size_t i = 0; i < decision.voters.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (decision.voters[i].code == decision.voters[j].code) {
        return Error{ErrorKind::kUsage, decision.voters[i].code + " would vote twice", {}, "name it once"};
      }
    }
  }
  std::vector<std::string> letters;
  for (std::size_t i = 0; i < decision.options.size(); ++i)
    letters.push_back(std::string(1, static_cast<char>('a' + i)));
  // A count of nothing tells whether it could be counted at all.
  MESO_RETURN_IF_ERROR(count_votes(decision.rule, decision.voters, letters, {}));
  Note note{"governance.decision_opened"};
  note.body = to_json(decision);
  return write_next(hand, "decision", note);
}

Status declare_interest(const Hand& hand, std::uint64_t number, const Interest& interest) {
  if (interest.what.empty())
    return Error{ErrorKind::kUsage, "an interest without words", {}, "say what it is"};
  Note note{"governance.interest_declared", whole_of(number), "interest-" + interest.practice};
  note.body = {{"what", interest.what}};
  note.purpose = kStaff;
  note.reason = interest.withdrew ? "withdraws" : "stays";
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const Decision open, decision_in(tables, number));
    if (open.closed) return refused(fmt::format("decision {} is closed", number));
    const auto& voters = open.opened.voters;
    if (std::ranges::find(voters, interest.practice, &network::voice::Voter::code) == voters.end()) {
      return refused(fmt::format("{} has no vote on decision {}", interest.practice, number));
    }
    return {};
  };
  MESO_RETURN_IF_ERROR(write(hand, {note}, rule));
  return {};
}

Result<PreparedVote> prepare_vote(const Hand& hand, std::uint64_t number, const Cast& cast) {
  if (cast.choice.empty() == cast.given_to.empty()) {
    return Error{ErrorKind::kUsage, "a vote is a choice, or is given to another practice", {}, ""};
  }
  Note note{cast.given_to.empty() ? "governance.voted" : "governance.vote_delegated", whole_of(number),
            "vote-" + cast.practice};
  note.body = {{"on", format_date(cast.on)}};
  if (cast.given_to.empty()) {
    note.body["choice"] = cast.choice;
    note.body["has_reason"] = !cast.dissent.empty();
  } else {
    note.body["given_to"] = cast.given_to;
  }
  note.purpose = kBallot;
  note.reason = "votes";  // the frame stays for good and is read by all: never the choice
  MESO_ASSIGN_OR_RETURN(const std::uint64_t newest, hand.journal.newest(note.whole + ":" + note.part));
  note.seen = cast.again ? newest : 0;
  PreparedVote out;
  const Hand silent{hand.journal, hand.author};
  out.acts.push_back(act_of(silent, note));
  if (!cast.dissent.empty()) {
    Note words{"governance.dissented", whole_of(number), "dissent-" + cast.practice};
    words.body = {{"words", cast.dissent}};
    words.purpose = kWords;
    words.reason = "in its own words";
    out.acts.push_back(act_of(silent, words));
  }
  out.rule = [number, cast](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const Decision open, decision_in(tables, number));
    MESO_ASSIGN_OR_RETURN(const auto members, practices_in(tables));
    MESO_RETURN_IF_ERROR(check_vote(open, members, cast));
    if (cast.again) return {};
    const bool voted = std::ranges::any_of(
        open.votes, [&](const Vote& vote) { return vote.ballot.practice == cast.practice; });
    if (voted) return refused(cast.practice + " has voted already", "to change its vote, say --again");
    return {};
  };
  return out;
}

Result<journal::Receipt> vote(const Hand& hand, std::uint64_t number, const Cast& cast) {
  MESO_ASSIGN_OR_RETURN(const PreparedVote prepared, prepare_vote(hand, number, cast));
  return hand.journal.append(prepared.acts, prepared.rule);
}

Result<Outcome> close_decision(const Hand& hand, std::uint64_t number, const Closing& closing) {
  for (int i = 0;; ++i) {
    MESO_ASSIGN_OR_RETURN(const Decision open, decision(hand.journal, number));
    if (open.closed) return refused(fmt::format("decision {} is closed already", number));
    MESO_ASSIGN_OR_RETURN(const auto members, practices(hand.journal));
    const auto entitled = open.entitled(members, closing.on);
    const auto ballots = ballots_of(open);
    MESO_ASSIGN_OR_RETURN(Outcome outcome,
                          count_votes(open.opened.rule, entitled, letters(open), ballots, closing.present));
    for (const std::string& note : open.not_valid) outcome.notes.push_back(note);
    Note note{"governance.decision_closed", whole_of(number)};
    note.body = {
        {"on", format_date(closing.on)}, {"outcome", to_json(outcome)}, {"counted_to", open.last_entry}};
    if (closing.review) note.body["review"] = format_date(*closing.review);
    if (!closing.reopens.empty()) note.body["reopens"] = closing.reopens;
    std::vector<Note> notes = {note};
    if (!closing.owner.empty() || !closing.owner_role.empty()) {
      Note duty{"governance.duty_given", whole_of(number), "duty"};
      duty.body = {{"role", closing.owner_role},
                   {"person", closing.owner},
                   {"on", format_date(closing.on)},
                   {"what", open.opened.question}};
      duty.purpose = kStaff;
      notes.push_back(duty);
    }
    bool has_moved = false;
    const auto rule = [&](sqlite::Db& tables) -> Status {
      MESO_ASSIGN_OR_RETURN(const Decision again, decision_in(tables, number));
      has_moved = again.last_entry != open.last_entry;
      return has_moved ? refused("another vote came in while this one was counted", "count again") : Status();
    };
    const auto written = write(hand, notes, rule);
    if (written.ok()) return outcome;
    if (!has_moved || i == kTries) return written.error();
  }
}

std::vector<network::voice::Voter> Decision::entitled(std::span<const Practice> members, Date day) const {
  std::vector<network::voice::Voter> out;
  for (const auto& voter : opened.voters) {
    const bool withdrew = std::ranges::any_of(
        interests, [&](const Interest& one) { return one.practice == voter.code && one.withdrew; });
    bool known = false, is_member = false;
    for (const Practice& one : members) {
      if (one.code != voter.code) continue;
      known = true;
      is_member = is_member || one.is_member_on(day);
    }
    if ((withdrew && !opened.withdrawn_count) || (known && !is_member)) continue;
    out.push_back(voter);
  }
  return out;
}

Result<Decision> decision(journal::Journal& journal, std::uint64_t number) {
  std::optional<Decision> out;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(out, decision_in(tables, number));
    return {};
  }));
  return std::move(*out);
}

Result<std::vector<Decision>> decisions(journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_of(journal, "decision"));
  std::map<std::uint64_t, std::vector<Written>> by_number;
  for (const Written& one : written) by_number[one.whole_number()].push_back(one);
  std::vector<Decision> out;
  for (const auto& [number, acts] : by_number) {
    if (acts.front().kind == "governance.decision_opened") out.push_back(fold(number, acts));
  }
  return out;
}

Result<std::uint64_t> note_permission(const Hand& hand, const PermissionNote& note) {
  if (note.what.empty() || note.said_by.empty() || note.scope.empty() || note.risk.empty() || !note.ends) {
    return Error{ErrorKind::kUsage,
                 "a permission says what, who said go ahead, scope, risk and end",
                 {},
                 "one of them is missing"};
  }
  Note entry{"governance.permission_noted"};
  entry.body = {{"what", note.what},
                {"said_by", note.said_by},
                {"scope", note.scope},
                {"risk", note.risk},
                {"on", format_date(note.on)},
                {"ends", format_date(*note.ends)},
                {"authorship", to_json(note.authorship)}};
  entry.purpose = kStaff;
  return write_next(hand, "permission", entry);
}

Result<std::vector<PermissionNote>> permission_notes(journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_of(journal, "permission"));
  std::vector<PermissionNote> out;
  for (const Written& one : written) {
    if (one.kind != "governance.permission_noted") continue;
    PermissionNote& note = out.emplace_back();
    note.number = one.whole_number();
    note.what = one.erased ? "(erased)" : one.text("what");
    note.said_by = one.text("said_by");
    note.scope = one.text("scope");
    note.risk = one.text("risk");
    note.on = one.day("on").value_or(kUnknownDate);
    note.ends = one.day("ends");
    if (const auto found = one.body.find("authorship"); found != one.body.end())
      note.authorship = authorship_of(*found);
  }
  return out;
}

std::vector<Recount> recount(std::span<const Decision> decisions, const VotingRule& rule) {
  std::vector<Recount> out;
  for (const Decision& one : decisions) {
    if (!one.closed) continue;
    Recount& row = out.emplace_back();
    row.decision = one.number;
    row.was = one.outcome;
    if (one.opened.rule.consent || rule.consent) {
      row.why_not = "taken by consent, not by a vote";
      continue;
    }
    // Those who were entitled at the close are those that its count names.
    std::vector<network::voice::Voter> voters;
    for (const auto& voter : one.opened.voters) {
      const auto named = [&](const std::vector<std::string>& list) {
        return std::ranges::find(list, voter.code) != list.end();
      };
      if (named(one.outcome.present) || named(one.outcome.absent)) voters.push_back(voter);
    }
    const auto again = count_votes(rule, voters, letters(one), ballots_of(one), one.outcome.present);
    if (!again.ok()) {
      row.why_not = again.error().message;
      continue;
    }
    row.would_be = *again;
    row.differs = row.was.kind != row.would_be.kind || row.was.option != row.would_be.option;
  }
  return out;
}

}  // namespace meso::governance
