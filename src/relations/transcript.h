// A transcript (.vtt) as talk: who spoke how long, how often, and who *followed* whom. No word of it is kept.
//
// A transcript does not know who was spoken to. In the AMI corpus, over twelve meetings with four people
// whose 2,262 acts to one person were labelled by hand, the next different speaker was the one addressed in
// 63%. So what is made of it is "followed", drawn dashed, with that error beside it, and never "spoke to".
//
// Cues of one speaker that follow each other are one turn. Where one label has over 60% of the talk and fewer
// people are labelled than attended, one microphone is a room: said, and not split.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace meso::relations {

struct Talker {
  std::string label;
  double seconds = 0;
  std::uint64_t turns = 0;
};
struct Transcript {
  std::vector<Talker> talkers;  // in the order in which they first spoke
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t>
      followed;  // who, after whom: places in talkers
  double talk_seconds = 0;
  bool one_microphone = false;
  std::vector<std::string> notes;  // by line
};
// `attendees`: how many were there, 0 when not known. kBadInput when it is no WebVTT or nobody is labelled.
Result<Transcript> read_transcript(std::string_view text, const std::string& file, std::size_t attendees = 0);

inline constexpr const char* kFollowedLegend =
    "Dashed: who followed whom, not who spoke to whom. In twelve meetings labelled by hand the next speaker "
    "was the one\n"
    "addressed in 63% of 2,262 acts to one person; the rest of what is drawn so is wrong.";

}  // namespace meso::relations
