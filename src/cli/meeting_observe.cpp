// meso meeting: agree, observe, replay, mirror, transcript.

#include <algorithm>
#include <iostream>
#include <sstream>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/meeting.h"
#include "cli/question.h"
#include "cli/table.h"
#include "relations/capture.h"
#include "relations/mirror.h"
#include "relations/transcript.h"

namespace meso::cli {
namespace {

using nlohmann::ordered_json;
using relations::Mirror;
using relations::Observation;

constexpr const char* kPurposeLock =
    "For the group alone, to look at how it meets: never for appraisal, pay, contract or performance.";

struct ObserveArguments {
  TogetherArguments together;
  std::uint64_t number = 0;
  std::string observer = "a", with, file, seat;
  std::size_t attendees = 0;
  double until = -1;
  bool no = false, shared = false;
};

Result<int> agree(const ObserveArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_RETURN_IF_ERROR(governance::agree_observation(together.hand(), arguments.number, !arguments.no,
                                                     arguments.shared && !arguments.no));
  fmt::print("Minuted: the group of meeting {} {}.\n", arguments.number,
             arguments.no       ? "does not agree to be observed"
             : arguments.shared ? "agrees to be observed, and that all present see the mirror"
                                : "agrees to be observed; each sees their own share only");
  fmt::print("Anybody may be an unobserved seat, at any time: \"-\", in totals only. {}\n", kPurposeLock);
  return kDone;
}

// Lines of a file, or those that come in one by one: each is answered when it is on disk.
Result<int> observe(const ObserveArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  relations::Taken all;
  const auto take = [&](const std::vector<std::string>& lines) -> Status {
    MESO_ASSIGN_OR_RETURN(const auto taken, relations::take_lines(together.hand(), arguments.number,
                                                                  arguments.observer, lines));
    all.fresh += taken.fresh;
    all.known += taken.known;
    all.last = taken.last;
    return {};
  };
  if (!arguments.file.empty()) {
    MESO_ASSIGN_OR_RETURN(const std::string text, bytes_of(arguments.file));
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
      if (!line.empty()) lines.push_back(line);
    }
    MESO_RETURN_IF_ERROR(take(lines));
  } else {
    for (std::string line; std::getline(std::cin, line);) {
      if (line.empty()) continue;
      MESO_RETURN_IF_ERROR(take({line}));
      fmt::print("{}\n", all.last);
      std::fflush(stdout);
    }
  }
  fmt::print("{} lines taken, {} were here already; the newest is {}.\n", all.fresh, all.known, all.last);
  return kDone;
}

std::string turn_text(const relations::Turn& turn) {
  const auto at = static_cast<std::uint64_t>(turn.at);
  return fmt::format("{:02}:{:02}  {} -> {}", at / 60, at % 60, turn.speaker,
                     turn.listeners.empty() ? "room" : fmt::format("{}", fmt::join(turn.listeners, ", ")));
}

Result<int> replay(const ObserveArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const Observation seen,
                        relations::observation(together.journal(), arguments.number, arguments.observer));
  std::uint64_t turns = 0;
  for (const auto& turn : seen.turns) {
    if (arguments.until >= 0 && turn.at > arguments.until) break;
    fmt::print("{}\n", turn_text(turn));
    ++turns;
  }
  fmt::print("{} turns, {} taken back. {}\n", turns, seen.taken_back, kPurposeLock);
  return kDone;
}

std::string share_of(std::uint64_t part, std::uint64_t whole) {
  return fmt::format("{} of {} ({})", part, whole, percent(part, whole));
}

std::string mirror_text(const Mirror& mirror, const std::string& only) {
  Table table;
  table.column("seat", Table::Align::kLeft).column("turns", Table::Align::kRight);
  table.column("share", Table::Align::kRight).column("", Table::Align::kLeft);
  for (const auto& seat : mirror.seats) {
    if (!only.empty() && seat.seat != only) continue;
    table.row({seat.seat + (seat.chair ? " (chair)" : ""), grouped(seat.turns),
               percent(seat.turns, mirror.turns), bar(seat.turns, mirror.turns)});
  }
  std::string out = table.text();
  out += fmt::format("Chance alone would give each seat {} to {} of {} turns. {}\n", mirror.band.low,
                     mirror.band.high, mirror.turns,
                     mirror.uneven ? "Turns were uneven: some lie outside that." : "All lie within that.");
  if (!only.empty()) return out;
  out += fmt::format("Seats that did not speak: {} of {}. Gini of turns: {:.3f}.\n", mirror.silent,
                     mirror.seats.size(), mirror.gini);
  out += fmt::format("To the room: {}. To one person: {}.\n", share_of(mirror.to_room, mirror.labelled),
                     share_of(mirror.to_one, mirror.labelled));
  if (mirror.reciprocity) {
    out += fmt::format(
        "Of turns to one person {:.1f}% are matched by turns back; {:.1f}% of those who spoke to somebody "
        "were spoken to by them.\n",
        100 * *mirror.reciprocity, 100 * *mirror.pairs_returned);
  }
  if (mirror.chair_turns) out += fmt::format("The chair: {}.\n", share_of(*mirror.chair_turns, mirror.turns));
  if (mirror.unobserved > 0)
    out += fmt::format("Turns of unobserved seats, in no share: {}.\n", mirror.unobserved);
  return out;
}

ordered_json mirror_json(const Mirror& mirror) {
  ordered_json out = {{"version", 1},
                      {"purpose", kPurposeLock},
                      {"turns", mirror.turns},
                      {"unobserved", mirror.unobserved},
                      {"labelled", mirror.labelled},
                      {"to_room", mirror.to_room},
                      {"to_one", mirror.to_one},
                      {"silent", mirror.silent},
                      {"band", {mirror.band.low, mirror.band.high}},
                      {"uneven", mirror.uneven},
                      {"gini", mirror.gini}};
  out["reciprocity"] = mirror.reciprocity ? ordered_json(*mirror.reciprocity) : ordered_json();
  out["pairs_returned"] = mirror.pairs_returned ? ordered_json(*mirror.pairs_returned) : ordered_json();
  out["seats"] = ordered_json::array();
  for (const auto& seat : mirror.seats) {
    out["seats"].push_back({{"seat", seat.seat}, {"turns", seat.turns}, {"chair", seat.chair}});
  }
  out["spoke_to"] = ordered_json::array();
  for (const auto& [arc, turns] : mirror.arcs) {
    out["spoke_to"].push_back({{"from", arc.first}, {"to", arc.second}, {"turns", turns}});
  }
  return out;
}

Result<int> mirror(const ObserveArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(auto together, open_together(arguments.together));
  MESO_ASSIGN_OR_RETURN(const auto meeting, governance::meeting(together.journal(), arguments.number));
  MESO_ASSIGN_OR_RETURN(const Observation seen,
                        relations::observation(together.journal(), arguments.number, arguments.observer));
  MESO_ASSIGN_OR_RETURN(const Mirror made, relations::mirror_of(seen));
  if (!meeting.mirror_is_shared && arguments.seat.empty()) {
    return Error{ErrorKind::kRefused,
                 "the group has not agreed that all present see the mirror",
                 {},
                 "each sees their own share: --seat A; or meso meeting agree --shared, when all are asked"};
  }
  const bool known =
      std::ranges::find(made.seats, arguments.seat, &relations::SeatShare::seat) != made.seats.end();
  if (!arguments.seat.empty() && !known) {
    return Error{ErrorKind::kNotFound, fmt::format("nobody sat at {}", arguments.seat), {}, ""};
  }
  if (arguments.together.format == "json" && arguments.seat.empty()) {
    print_json(mirror_json(made));
    return kDone;
  }
  fmt::print("Meeting {}, {}: who spoke\n\n{}{}\n", meeting.number, format_date(meeting.on),
             mirror_text(made, arguments.seat), kPurposeLock);
  if (!arguments.with.empty() && arguments.seat.empty()) {
    MESO_ASSIGN_OR_RETURN(const Observation other,
                          relations::observation(together.journal(), arguments.number, arguments.with));
    const auto both = relations::agreement_of(seen, other);
    fmt::print("Two observers: {} and {} turns; {} the same within five seconds.\n", both.first, both.second,
               both.both);
  }
  return kDone;
}

Result<int> transcript(const ObserveArguments& arguments) {
  MESO_ASSIGN_OR_RETURN(const std::string text, bytes_of(arguments.file));
  MESO_ASSIGN_OR_RETURN(
      const auto read,
      relations::read_transcript(text, std::string(base_name(arguments.file)), arguments.attendees));
  Table table;
  table.column("speaker", Table::Align::kLeft).column("turns", Table::Align::kRight);
  table.column("talk", Table::Align::kRight).column("share", Table::Align::kRight);
  for (const auto& one : read.talkers) {
    table.row({one.label, grouped(one.turns), fmt::format("{:.0f} s", one.seconds),
               fmt::format("{:.1f}%", 100 * one.seconds / read.talk_seconds)});
  }
  fmt::print("{}\n", table.text());
  for (const auto& [who, times] : read.followed) {
    fmt::print("  {} - - > {}: {}\n", read.talkers[who.first].label, read.talkers[who.second].label, times);
  }
  fmt::print("\n{}\n", relations::kFollowedLegend);
  for (const std::string& note : read.notes) fmt::print("Note: {}.\n", note);
  fmt::print("{}\n", kPurposeLock);
  return read.notes.empty() ? kDone : kFinding;
}

}  // namespace

void add_observation_commands(CLI::App& meeting, Verbs& verbs) {
  const auto to = std::make_shared<ObserveArguments>();
  const auto verb = [&](const char* name, const char* about, bool writes, auto run) {
    CLI::App* command = verbs.add(meeting, name, about, to->together, writes, [to, run] { return run(*to); });
    command->add_option("MEETING", to->number, "Its number")->required();
    return command;
  };
  const auto observer = [&](CLI::App* command) {
    command->add_option("--observer", to->observer, "Whose lines: small letters and digits")
        ->capture_default_str();
  };
  CLI::App* agreeing =
      verb("agree", "The group says whether it may be observed; that is minuted", true, agree);
  agreeing->add_flag("--no", to->no, "It does not agree");
  agreeing->add_flag("--shared", to->shared, "The mirror shows at once to all present");
  CLI::App* observing =
      verb("observe", "Who spoke to whom, line by line, from a file or as it is typed", true, observe);
  observer(observing);
  observing
      ->add_option("--file", to->file, "Lines of a device that was away; those that are here are passed over")
      ->type_name("FILE");
  observing->footer(
      "Lines:\n"
      "  1 seat A chair\n"
      "  2 seat B\n"
      "  3 at 61.5 A B          A spoke to B, 61.5 seconds in\n"
      "  4 at 64 B room\n"
      "  5 at 70.2 - room       an unobserved seat\n"
      "  6 undo                 takes back the newest turn");
  CLI::App* replaying = verb("replay", "The turns again, in order", false, replay);
  observer(replaying);
  replaying->add_option("--until", to->until, "Only as far as this second")->type_name("SECONDS");
  CLI::App* mirroring = verb("mirror", "How the turns fell, beside what chance would give", false, mirror);
  observer(mirroring);
  mirroring->add_option("--seat", to->seat, "One seat's own share only")->type_name("SEAT");
  mirroring->add_option("--with", to->with, "A second observer, to compare")->type_name("OBSERVER");
  CLI::App* reading =
      verbs.add(meeting, "transcript", "Talk time and who followed whom, from a .vtt; nothing is kept",
                to->together, false, [to] { return transcript(*to); });
  reading->add_option("FILE", to->file, "WebVTT with the speakers' names")->required();
  reading->add_option("--attendees", to->attendees, "How many were there")->type_name("N");
}

}  // namespace meso::cli
