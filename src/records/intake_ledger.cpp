#include "records/intake_ledger.h"

#include <algorithm>

namespace meso::records {

std::string with_thousands(std::uint64_t n) {
  std::string out = std::to_string(n);
  for (std::size_t at = out.size(); at > 3;) out.insert(at -= 3, ",");
  return out;
}

KindCount& Ledger::kind(std::string_view name) {
  const auto found =
      std::find_if(kinds_.begin(), kinds_.end(), [&](const KindCount& k) { return k.kind == name; });
  if (found != kinds_.end()) return *found;
  kinds_.push_back(KindCount{.kind = std::string(name)});
  return kinds_.back();
}

void Ledger::sort_kinds_after(std::size_t fixed) {
  std::sort(kinds_.begin() + static_cast<std::ptrdiff_t>(std::min(fixed, kinds_.size())), kinds_.end(),
            [](const KindCount& a, const KindCount& b) { return a.kind < b.kind; });
}

std::uint32_t Ledger::file_number(std::string_view file) {
  if (!files_.empty() && files_.back() == file) return static_cast<std::uint32_t>(files_.size() - 1);
  const auto found = std::find(files_.begin(), files_.end(), file);
  if (found != files_.end()) return static_cast<std::uint32_t>(found - files_.begin());
  files_.emplace_back(file);
  return static_cast<std::uint32_t>(files_.size() - 1);
}

void Ledger::reject(std::string_view file, std::uint64_t line, std::uint32_t column,
                    std::string_view reason) {
  rejects_.push_back(Reject{line, column, file_number(file), reason});
}

void Ledger::note(std::string sentence) {
  if (std::find(notes_.begin(), notes_.end(), sentence) == notes_.end())
    notes_.push_back(std::move(sentence));
}

void Ledger::count(std::uint64_t n, std::string_view singular, std::string_view plural) {
  if (n == 0) return;
  const auto found =
      std::find_if(counted_.begin(), counted_.end(), [&](const Counted& c) { return c.plural == plural; });
  if (found != counted_.end()) {
    found->n += n;
  } else {
    counted_.push_back(Counted{std::string(singular), std::string(plural), n});
  }
}

void Ledger::join(const Ledger& later) {
  for (const KindCount& from : later.kinds_) {
    KindCount& to = kind(from.kind);
    to.read += from.read;
    to.stored += from.stored;
    to.duplicates += from.duplicates;
    to.set_aside += from.set_aside;
    to.rejected += from.rejected;
  }
  for (const Reject& r : later.rejects_) reject(later.files_[r.file], r.line, r.column, r.reason);
  for (const std::string& sentence : later.notes_) note(sentence);
  for (const Counted& c : later.counted_) count(c.n, c.singular, c.plural);
}

void Ledger::hand_over(Extracts& extracts, RejectReport& report) const {
  extracts.kinds.assign(kinds_.begin(), kinds_.end());
  extracts.notes = notes_;
  for (const Counted& c : counted_) {
    extracts.notes.push_back(with_thousands(c.n) + " " + (c.n == 1 ? c.singular : c.plural));
  }
  for (const Reject& r : rejects_) report.add(files_[r.file], r.line, r.column, r.reason);
}

}  // namespace meso::records
