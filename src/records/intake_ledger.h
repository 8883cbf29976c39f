// The accounts of one reading: what became of the records of each kind, which rows were not taken, and the
// sentences that the user should read. Readers of several practices run beside each other, each with a ledger
// of its own; they are joined in the order of the sources, so that the outcome does not depend on threads.

#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/rejects.h"
#include "records/intake.h"

namespace meso::records {

class Ledger {
 public:
  // The account of a kind, opened when it is new. The reference stays good.
  KindCount& kind(std::string_view name);
  // Orders the kinds by name, from the `fixed`th on. Forgets references that kind() gave.
  void sort_kinds_after(std::size_t fixed);
  // `reason` is a literal: it outlives the ledger.
  void reject(std::string_view file, std::uint64_t line, std::uint32_t column, std::string_view reason);
  // A sentence; told once however often it is noted.
  void note(std::string sentence);
  // Counts towards the sentence "N singular" / "N plural": "3 patients have an NHS number that is not valid".
  void count(std::uint64_t n, std::string_view singular, std::string_view plural);

  // Adds `later` behind this one.
  void join(const Ledger& later);
  void hand_over(Extracts& extracts, RejectReport& report) const;

 private:
  struct Reject {
    std::uint64_t line;
    std::uint32_t column;
    std::uint32_t file;
    std::string_view reason;
  };
  struct Counted {
    std::string singular, plural;
    std::uint64_t n = 0;
  };
  std::uint32_t file_number(std::string_view file);

  std::deque<KindCount> kinds_;
  std::vector<std::string> files_;
  std::vector<Reject> rejects_;
  std::vector<std::string> notes_;
  std::vector<Counted> counted_;
};

// "12,345".
std::string with_thousands(std::uint64_t n);

}  // namespace meso::records
