#include "relations/transcript.h"

#include <algorithm>
#include <cstdio>
#include <optional>

#include <fmt/format.h>

namespace meso::relations {
namespace {

constexpr double kRoomShare = 0.6;

struct Cue {
  double from = 0, to = 0;
  std::string speaker;
  std::size_t line = 0;
};

// "00:01:02.345" or "01:02.345".
std::optional<double> time_of(std::string_view text) {
  int hours = 0, minutes = 0, seconds = 0, thousandths = 0;
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%d:%d:%d.%3d", &hours, &minutes, &seconds, &thousandths) != 4) {
    hours = 0;
    if (std::sscanf(copy.c_str(), "%d:%d.%3d", &minutes, &seconds, &thousandths) != 3) return std::nullopt;
  }
  if (hours < 0 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 59) return std::nullopt;
  return hours * 3600.0 + minutes * 60.0 + seconds + thousandths / 1000.0;
}

// "<v Ann Other>words</v>", "<v.loud Ann Other>", or "Ann Other: words" at the beginning of a cue.
std::string speaker_of(std::string_view text) {
  if (text.starts_with("<v")) {
    const std::size_t blank = text.find(' '), end = text.find('>');
    if (blank != std::string_view::npos && end != std::string_view::npos && blank < end) {
      return std::string(text.substr(blank + 1, end - blank - 1));
    }
    return "";
  }
  const std::size_t colon = text.find(": ");
  return colon != std::string_view::npos && colon <= 60 ? std::string(text.substr(0, colon)) : "";
}

std::vector<Cue> cues_of(std::string_view text, Transcript& out) {
  std::vector<Cue> cues;
  std::size_t at = 0, number = 0;
  bool inside = false;  // at the first line of a cue's words
  std::uint64_t unnamed = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    ++number;
    at = end + 1;
    const std::size_t arrow = line.find(" --> ");
    if (arrow != std::string_view::npos) {
      const auto from = time_of(line.substr(0, arrow)), to = time_of(line.substr(arrow + 5));
      inside = from && to && *from <= *to;
      if (inside) {
        cues.push_back({*from, *to, "", number});
      } else {
        out.notes.push_back(fmt::format("line {}: no time from and to that reads; left out", number));
      }
    } else if (inside && !line.empty()) {
      cues.back().speaker = speaker_of(line);
      // Without a label a cue goes on with whoever spoke in the one before.
      if (cues.back().speaker.empty()) {
        ++unnamed;
        if (cues.size() > 1) cues.back().speaker = cues[cues.size() - 2].speaker;
      }
      inside = false;
    }
  }
  if (unnamed > 0)
    out.notes.push_back(fmt::format("{} cues without a speaker: taken for the one before", unnamed));
  std::erase_if(cues, [](const Cue& cue) { return cue.speaker.empty(); });
  return cues;
}

}  // namespace

Result<Transcript> read_transcript(std::string_view text, const std::string& file, std::size_t attendees) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!text.starts_with("WEBVTT")) {
    return Error{ErrorKind::kBadInput, "this is no transcript", {file, 1}, "it would begin with WEBVTT"};
  }
  Transcript out;
  auto cues = cues_of(text, out);
  if (cues.empty()) {
    return Error{
        ErrorKind::kBadInput, "no cue says who speaks", {file}, "download it with the speakers' names"};
  }
  const auto by_time = [](const Cue& a, const Cue& b) { return a.from < b.from; };
  if (!std::ranges::is_sorted(cues, by_time)) {
    out.notes.push_back("cues are not in the order of time: put in order");
    std::ranges::stable_sort(cues, by_time);
  }
  std::uint64_t overlaps = 0;
  std::optional<std::size_t> before;
  double end_before = 0;
  for (const Cue& cue : cues) {
    auto found = std::ranges::find(out.talkers, cue.speaker, &Talker::label);
    if (found == out.talkers.end()) found = out.talkers.insert(out.talkers.end(), Talker{cue.speaker, 0, 0});
    const auto talker = static_cast<std::size_t>(found - out.talkers.begin());
    found->seconds += cue.to - cue.from;
    out.talk_seconds += cue.to - cue.from;
    if (before && *before != talker) {
      ++out.followed[{talker, *before}];
      overlaps += cue.from < end_before ? 1u : 0u;
    }
    found->turns += !before || *before != talker ? 1u : 0u;
    before = talker;
    end_before = std::max(end_before, cue.to);
  }
  if (overlaps > 0)
    out.notes.push_back(fmt::format("{} turns begin before the one before has ended", overlaps));
  for (const Talker& one : out.talkers) {
    if (one.seconds > kRoomShare * out.talk_seconds && attendees > out.talkers.size()) {
      out.one_microphone = true;
      out.notes.push_back(
          fmt::format("one label has {:.0f}% of the talk and {} people attended: a microphone that a "
                      "room shares; it is not split",
                      100 * one.seconds / out.talk_seconds, attendees));
    }
  }
  return out;
}

}  // namespace meso::relations
