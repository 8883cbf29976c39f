#include "rules/mistakes.h"

#include <tuple>
#include <utility>

namespace meso::rules {

bool Mistakes::Before::operator()(const Mistake& a, const Mistake& b) const {
  return std::tie(a.place.file, a.place.line, a.place.column, a.message) <
         std::tie(b.place.file, b.place.line, b.place.column, b.message);
}

void Mistakes::add(const std::string& file, const syntax::Spot& spot, std::string message, std::string hint) {
  if (full()) {
    ++dropped_;
    return;
  }
  seen_.insert(Mistake{Place{file, spot.line, spot.column}, std::move(message), std::move(hint)});
}

std::vector<Mistake> Mistakes::take() {
  std::vector<Mistake> out(seen_.begin(), seen_.end());
  if (dropped_ > 0) {
    out.push_back({Place{out.back().place.file, 0, 0}, "there are more mistakes than are listed here",
                   "mend these first"});
  }
  seen_.clear();
  dropped_ = 0;
  return out;
}

std::string Mistake::text() const {
  return Error{ErrorKind::kBadInput, message, place, hint}.text();
}

std::string on_one_line(std::string_view text, const syntax::Spot& spot) {
  std::string out;
  bool blank = false, quoted = false;
  for (std::size_t i = spot.begin; i < spot.end && i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') quoted = !quoted;
    if (!quoted && c == '#') {
      while (i + 1 < text.size() && text[i + 1] != '\n') ++i;
      continue;
    }
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      blank = !out.empty();
      continue;
    }
    if (blank) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

}  // namespace meso::rules
