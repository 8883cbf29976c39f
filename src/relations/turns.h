// Who spoke to whom: the acts of one meeting as they were tapped, and the lines that keep them.
//
// A turn is: at this second, this seat spoke to that seat, or to the room. No sound, no word of what was
// said. Seats are letters and numbers without blanks ("A", "s3"); the names behind them are the meeting's
// attendance and not here. A seat that does not wish to be observed is *unobserved*: who sits there is never
// written, only that somebody of the unobserved spoke, "-".
//
// A LINE is a turn or the taking back of one, with a number that the device gave it:
//
//     1 seat A chair          a seat; `chair` and `other` (not of the network) may follow
//     2 at 61.5 A B           A to B, 61.5 seconds in
//     3 at 64.0 B room
//     4 at 70.2 - room        an unobserved seat
//     5 at 71.0 C A,B         to two
//     6 undo                  takes back the newest turn that stands
//
// Because lines are numbered by who taps them, a device that lost its connection sends all that it has when
// it is back: lines that are here already are passed over, a line that differs from the one of its number is
// refused. So nothing is lost and nothing is counted twice. Two observers are two streams and can be
// compared.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace meso::relations {

inline constexpr std::string_view kRoom = "room";
inline constexpr std::string_view kUnobserved = "-";

struct Seat {
  std::string name;
  bool chair = false;
  bool other = false;
};

struct Turn {
  double at = 0;  // seconds from the beginning
  std::string speaker;
  std::vector<std::string> listeners;  // empty: the room; an act that nobody labelled has `labelled` false
  bool labelled = true;
  bool to_one() const { return labelled && listeners.size() == 1; }
  bool to_room() const { return labelled && listeners.empty(); }
};

struct Observation {
  std::vector<Seat> seats;  // in the order in which they were named
  std::vector<Turn> turns;  // as they were tapped, without those taken back
  std::uint64_t taken_back = 0;
  std::uint64_t last_line = 0;
};

// One line read; kBadInput names what is wrong with it.
struct Line {
  std::uint64_t number = 0;
  enum class Kind : std::uint8_t { kSeat, kTurn, kUndo } kind = Kind::kTurn;
  Seat seat;
  Turn turn;
};
Result<Line> parse_line(std::string_view text);
std::string line_text(const Line& line);

// All lines, in order of number. A turn of a seat that was not named before is refused.
Result<Observation> observation_of(std::span<const std::string> lines);

// Rows start_s,end_s,speaker,addressee,act_type with a header: what annotators labelled. An addressee that
// names everybody else is the room; an empty one was not labelled.
Result<Observation> read_labelled_acts(std::string_view csv, const std::string& file);

}  // namespace meso::relations
