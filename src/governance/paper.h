// The paper of a meeting as one page of HTML that prints well: agenda, board paper, minutes, or a plain
// public page.
//
// Everything on it has been written before; nothing is typed for it. It needs no program but a browser,
// fetches nothing, and holds no script. The public page has no name of anybody, no vote of a practice and no
// words of dissent: purpose, what was decided, what was asked of the network and what was answered.

#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "governance/asks.h"
#include "governance/decisions.h"
#include "governance/meetings.h"
#include "governance/purpose.h"

namespace meso::governance {

enum class PaperKind : std::uint8_t { kAgenda, kBoard, kMinutes, kPublic };
inline constexpr std::array<std::string_view, 4> kPaperKinds = {"agenda", "board", "minutes", "public"};

struct PaperSources {
  std::string network;  // its name on the page
  Meeting meeting;
  Purpose purpose;
  std::vector<Decision> decisions;  // all; those of the meeting, or open, are taken
  std::vector<Action> actions;
  std::vector<Ask> asks;
  Date day;
};
std::string paper_html(const PaperSources& sources, PaperKind kind);

}  // namespace meso::governance
