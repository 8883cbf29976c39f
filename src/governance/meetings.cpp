#include "governance/meetings.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

namespace meso::governance {
namespace {

std::string whole_of(std::uint64_t number) {
  return fmt::format("meeting/{}", number);
}

std::uint64_t part_number(const Written& one) {
  return std::strtoull(one.part_id().c_str(), nullptr, 10);
}

Error refused(std::string message, std::string hint = "") {
  return Error{ErrorKind::kRefused, std::move(message), {}, std::move(hint)};
}

template <class T>
T& numbered(std::vector<T>& list, std::uint64_t number) {
  const auto found = std::ranges::find(list, number, &T::number);
  if (found != list.end()) return *found;
  T& made = list.emplace_back();
  made.number = number;
  return made;
}

void fold_into(Meeting& out, const Written& one) {
  const std::string_view kind = std::string_view(one.kind).substr(std::string_view("governance.").size());
  if (kind == "meeting_called") {
    out.kind = one.text("kind");
    out.title = one.erased ? "(erased)" : one.text("title");
    out.place = one.text("place");
    out.on = one.day("on").value_or(kUnknownDate);
    out.starts = one.text("starts");
    out.quorum = one.text("quorum");
    out.series = one.text("series");
  } else if (kind == "meeting_opened") {
    out.opened_at = one.text("at");
  } else if (kind == "meeting_ended") {
    out.ended_at = one.text("at");
  } else if (kind == "item_added") {
    AgendaItem& item = numbered(out.agenda, part_number(one));
    item.title = one.text("title");
    item.aim = one.text("aim");
    item.paper = one.text("paper");
    item.minutes = one.number("minutes");
  } else if (kind == "person_came") {
    Attendee& person = numbered(out.attendees, part_number(one));
    person.name = one.erased ? "(erased)" : one.text("name");
    person.practice = one.text("practice");
    person.role = one.text("role");
    person.guest = one.body.value("guest", false);
    person.came = one.text("at");
    person.seconds = one.number("seconds");
    person.left.clear();
  } else if (kind == "person_left") {
    numbered(out.attendees, part_number(one)).left = one.text("at");
  } else if (kind == "attendance_read") {
    out.attendance_notes = one.texts("notes");
  } else if (kind == "minuted") {
    out.minutes.emplace_back(part_number(one), one.erased ? "(erased)" : one.text("text"));
  } else if (kind == "group_agreed") {
    out.may_be_observed = one.body.value("may", false);
    out.mirror_is_shared = one.body.value("shared", false);
  }
}

Result<Meeting> meeting_in(sqlite::Db& tables, std::uint64_t number) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_about(tables, whole_of(number)));
  if (written.empty() || written.front().kind != "governance.meeting_called") {
    return Error{ErrorKind::kNotFound,
                 fmt::format("there is no meeting {}", number),
                 {},
                 "meso meeting list tells them"};
  }
  Meeting out;
  out.number = number;
  for (const Written& one : written) fold_into(out, one);
  return out;
}

// Notes about a meeting, under a rule that sees it as it stands.
Status write_about(const Hand& hand, std::uint64_t number, const std::vector<Note>& notes,
                   const std::function<Status(const Meeting&)>& check = {}) {
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const Meeting now, meeting_in(tables, number));
    return check ? check(now) : Status();
  };
  MESO_RETURN_IF_ERROR(write(hand, notes, rule));
  return {};
}

std::uint64_t next_number(const std::vector<Attendee>& people) {
  std::uint64_t next = 1;
  for (const Attendee& one : people) next = std::max(next, one.number + 1);
  return next;
}

Note coming(std::uint64_t meeting, const Attendee& attendee) {
  Note note{"governance.person_came", whole_of(meeting), fmt::format("person-{}", attendee.number)};
  note.body = {{"name", attendee.name},   {"practice", attendee.practice}, {"role", attendee.role},
               {"guest", attendee.guest}, {"at", attendee.came},           {"seconds", attendee.seconds}};
  note.purpose = kStaff;
  note.seen = 0;
  return note;
}

}  // namespace

std::int64_t Meeting::planned_minutes() const {
  std::int64_t out = 0;
  for (const AgendaItem& item : agenda) out += item.minutes;
  return out;
}

std::vector<std::string> Meeting::practices_there() const {
  std::vector<std::string> out;
  for (const Attendee& one : attendees) {
    if (one.practice.empty() || !one.left.empty()) continue;
    if (std::ranges::find(out, one.practice) == out.end()) out.push_back(one.practice);
  }
  std::ranges::sort(out);
  return out;
}

Result<std::uint64_t> call_meeting(const Hand& hand, const NewMeeting& meeting) {
  if (std::ranges::find(kMeetingKinds, meeting.kind) == kMeetingKinds.end()) {
    return Error{ErrorKind::kUsage,
                 fmt::format("'{}' is no kind of meeting", meeting.kind),
                 {},
                 fmt::format("they are {}", fmt::join(kMeetingKinds, ", "))};
  }
  if (!meeting.quorum.empty()) MESO_RETURN_IF_ERROR(consent_rule("by consent; quorum " + meeting.quorum));
  Note note{"governance.meeting_called"};
  note.body = {{"kind", meeting.kind},         {"title", meeting.title},   {"place", meeting.place},
               {"starts", meeting.starts},     {"quorum", meeting.quorum}, {"series", meeting.series},
               {"on", format_date(meeting.on)}};
  return write_next(hand, "meeting", note);
}

Result<Meeting> meeting(journal::Journal& journal, std::uint64_t number) {
  Meeting out;
  MESO_RETURN_IF_ERROR(journal.read([&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(out, meeting_in(tables, number));
    return {};
  }));
  return out;
}

Result<std::vector<Meeting>> meetings(journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_of(journal, "meeting"));
  std::map<std::uint64_t, Meeting> by_number;
  for (const Written& one : written) {
    if (one.kind.starts_with("governance.duty")) continue;
    Meeting& meeting = by_number[one.whole_number()];
    meeting.number = one.whole_number();
    fold_into(meeting, one);
  }
  std::vector<Meeting> out;
  for (auto& [number, one] : by_number) {
    if (!one.kind.empty()) out.push_back(std::move(one));
  }
  return out;
}

Result<std::uint64_t> add_item(const Hand& hand, std::uint64_t number, const AgendaItem& item) {
  if (item.title.empty()) return Error{ErrorKind::kUsage, "an item without a title", {}, ""};
  if (item.minutes < 0 || item.minutes > 1440)
    return Error{ErrorKind::kUsage, "no such number of minutes", {}, ""};
  MESO_ASSIGN_OR_RETURN(const Meeting now, meeting(hand.journal, number));
  std::uint64_t next = item.number;
  if (next == 0) {
    next = 1;
    for (const AgendaItem& known : now.agenda) next = std::max(next, known.number + 1);
  }
  Note note{"governance.item_added", whole_of(number), fmt::format("item-{}", next)};
  note.body = {{"title", item.title}, {"aim", item.aim}, {"minutes", item.minutes}, {"paper", item.paper}};
  MESO_RETURN_IF_ERROR(write_about(hand, number, {note}));
  return next;
}

Status open_meeting(const Hand& hand, std::uint64_t number, const std::string& at) {
  Note note{"governance.meeting_opened", whole_of(number)};
  note.body = {{"at", at}};
  return write_about(hand, number, {note}, [&](const Meeting& now) -> Status {
    if (!now.opened_at.empty())
      return refused(fmt::format("meeting {} was opened at {}", number, now.opened_at));
    return {};
  });
}

Status end_meeting(const Hand& hand, std::uint64_t number, const std::string& at) {
  Note note{"governance.meeting_ended", whole_of(number)};
  note.body = {{"at", at}};
  return write_about(hand, number, {note}, [&](const Meeting& now) -> Status {
    if (now.opened_at.empty()) return refused(fmt::format("meeting {} was never opened", number));
    if (!now.ended_at.empty()) return refused(fmt::format("meeting {} ended at {}", number, now.ended_at));
    return {};
  });
}

Result<std::uint64_t> person_comes(const Hand& hand, std::uint64_t number, const Attendee& attendee) {
  if (attendee.name.empty())
    return Error{ErrorKind::kUsage, "somebody without a name", {}, "write a role if that is all"};
  MESO_ASSIGN_OR_RETURN(const Meeting now, meeting(hand.journal, number));
  Attendee numbered_one = attendee;
  numbered_one.number = next_number(now.attendees);
  MESO_RETURN_IF_ERROR(write_about(hand, number, {coming(number, numbered_one)}));
  return numbered_one.number;
}

Status person_leaves(const Hand& hand, std::uint64_t number, std::uint64_t person, const std::string& at) {
  Note note{"governance.person_left", whole_of(number), fmt::format("person-{}", person)};
  note.body = {{"at", at}};
  return write_about(hand, number, {note}, [&](const Meeting& now) -> Status {
    const auto found = std::ranges::find(now.attendees, person, &Attendee::number);
    if (found == now.attendees.end())
      return refused(fmt::format("nobody with the number {} is in meeting {}", person, number));
    if (!found->left.empty()) return refused(fmt::format("number {} left at {}", person, found->left));
    return {};
  });
}

Status keep_attendance(const Hand& hand, std::uint64_t number, const Attendance& attendance) {
  MESO_ASSIGN_OR_RETURN(const Meeting now, meeting(hand.journal, number));
  std::uint64_t next = next_number(now.attendees);
  std::vector<Note> notes;
  for (const Attended& one : attendance.people) {
    notes.push_back(coming(number, {next++, one.name, "", "", one.guest, "", "", one.seconds}));
  }
  Note kept{"governance.attendance_read", whole_of(number), "attendance"};
  kept.body = {{"people", attendance.people.size()}, {"notes", attendance.notes}};
  notes.push_back(kept);
  return write_about(hand, number, notes);
}

Status minute(const Hand& hand, std::uint64_t number, std::uint64_t item, const std::string& text) {
  if (text.empty()) return Error{ErrorKind::kUsage, "minutes without words", {}, ""};
  Note note{"governance.minuted", whole_of(number), fmt::format("minutes-{}", item)};
  note.body = {{"text", text}};
  note.purpose = kWords;
  return write_about(hand, number, {note}, [&](const Meeting& now) -> Status {
    if (item == 0 || std::ranges::find(now.agenda, item, &AgendaItem::number) != now.agenda.end()) return {};
    return refused(fmt::format("meeting {} has no item {}", number, item), "0 is the meeting as a whole");
  });
}

Status agree_observation(const Hand& hand, std::uint64_t number, bool may, bool shared) {
  Note note{"governance.group_agreed", whole_of(number), "observation"};
  note.body = {{"may", may}, {"shared", shared}};
  note.reason = may ? "the group agrees to be observed" : "the group does not agree to be observed";
  return write_about(hand, number, {note});
}

Result<std::vector<QuorumTurn>> quorum_of(const Meeting& meeting,
                                          const std::vector<network::voice::Voter>& practices) {
  std::vector<QuorumTurn> out;
  if (meeting.quorum.empty()) return out;
  MESO_ASSIGN_OR_RETURN(const VotingRule rule, consent_rule("by consent; quorum " + meeting.quorum));
  struct Step {
    std::string at, practice;
    bool comes;
  };
  std::vector<Step> steps;
  for (const Attendee& one : meeting.attendees) {
    if (one.practice.empty()) continue;
    steps.push_back({one.came, one.practice, true});
    if (!one.left.empty()) steps.push_back({one.left, one.practice, false});
  }
  std::ranges::stable_sort(steps, [](const Step& a, const Step& b) { return a.at < b.at; });
  std::map<std::string, int> there;
  const std::vector<std::string> option = {"a"};
  for (const Step& step : steps) {
    there[step.practice] += step.comes ? 1 : -1;
    std::vector<std::string> present;
    std::vector<Ballot> ballots;
    for (const auto& [practice, people] : there) {
      if (people > 0) present.push_back(practice);
    }
    // Anybody's consent makes it a count; the quorum is asked of who is there.
    for (const auto& practice : practices) ballots.push_back({practice.code, kConsents});
    MESO_ASSIGN_OR_RETURN(const Outcome outcome, count_votes(rule, practices, option, ballots, present));
    const bool now = outcome.kind != OutcomeKind::kNoQuorum;
    if (out.empty() ? !now : out.back().there == now) continue;
    out.push_back({step.at, now, step.practice + (step.comes ? " came" : " left")});
  }
  return out;
}

Result<std::uint64_t> give_action(const Hand& hand, const Action& action) {
  if (action.what.empty() || action.owner.empty()) {
    return Error{ErrorKind::kUsage, "an action has words and one owner", {}, "--owner NAME"};
  }
  if (action.owner.find(',') != std::string::npos || action.owner.find(" and ") != std::string::npos) {
    return Error{ErrorKind::kUsage,
                 "an action has one owner",
                 {},
                 "give two actions, or name the one who answers for it"};
  }
  Note note{"governance.action_given"};
  note.body = {{"what", action.what},         {"owner", action.owner},     {"role", action.role},
               {"practice", action.practice}, {"meeting", action.meeting}, {"on", format_date(action.given)}};
  if (action.due) note.body["due"] = format_date(*action.due);
  note.purpose = kStaff;
  return write_next(hand, "action", note);
}

namespace {

std::vector<Action> fold_actions(const std::vector<Written>& written) {
  std::map<std::uint64_t, Action> out;
  for (const Written& one : written) {
    Action& action = out[one.whole_number()];
    action.number = one.whole_number();
    if (one.kind == "governance.action_given") {
      action.what = one.erased ? "(erased)" : one.text("what");
      action.owner = one.text("owner");
      action.role = one.text("role");
      action.practice = one.text("practice");
      action.meeting = static_cast<std::uint64_t>(one.number("meeting"));
      action.given = one.day("on").value_or(kUnknownDate);
      action.due = one.day("due");
      action.erased = one.erased;
    } else if (one.kind == "governance.action_moved") {
      if (!one.text("state").empty()) action.state = one.text("state");
      if (!one.text("owner").empty()) action.owner = one.text("owner");
      if (one.day("due")) action.due = one.day("due");
      action.moved += one.text("state").empty() ? 1u : 0u;
      action.why = one.reason;
    }
  }
  std::vector<Action> list;
  for (auto& [number, action] : out) list.push_back(std::move(action));
  return list;
}

}  // namespace

Status move_action(const Hand& hand, std::uint64_t number, const std::string& state, const std::string& owner,
                   std::optional<Date> due) {
  if (!state.empty() && state != "done" && state != "dropped") {
    return Error{ErrorKind::kUsage, fmt::format("'{}' is no end of an action", state), {}, "done or dropped"};
  }
  if (state.empty() && owner.empty() && !due)
    return Error{ErrorKind::kUsage, "nothing about it would change", {}, ""};
  if (state == "dropped" && hand.reason.empty()) {
    return Error{ErrorKind::kUsage, "an action is dropped for a reason", {}, "--why TEXT"};
  }
  Note note{"governance.action_moved", fmt::format("action/{}", number)};
  note.body = {{"state", state}, {"owner", owner}};
  if (due) note.body["due"] = format_date(*due);
  note.purpose = kStaff;
  const auto rule = [&](sqlite::Db& tables) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto written, written_about(tables, note.whole));
    if (written.empty())
      return Error{ErrorKind::kNotFound, fmt::format("there is no action {}", number), {}, ""};
    const auto now = fold_actions(written);
    if (now.front().state != "open")
      return refused(fmt::format("action {} is {}", number, now.front().state));
    return {};
  };
  MESO_RETURN_IF_ERROR(write(hand, {note}, rule));
  return {};
}

Result<std::vector<Action>> actions(journal::Journal& journal) {
  MESO_ASSIGN_OR_RETURN(const auto written, written_of(journal, "action"));
  return fold_actions(written);
}

}  // namespace meso::governance
