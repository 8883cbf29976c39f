// The bytes under the hash, put together here a second time from docs/journal.md alone.

#include <sodium.h>

#include <cstring>

#include "journal/made_journal.h"

namespace meso::tests {
namespace {

using journal::Chain;
using journal::Entry;

std::string number(std::uint64_t value) {
  std::string out;
  for (int i = 0; i < 8; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
  return out;
}
std::string text(const std::string& value) {
  return number(value.size()) + value;
}
std::string bytes(const journal::Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string hash_by_the_page(const std::string& id, const Entry& entry) {
  std::string under = "meso journal entry 1" + number(entry.chain == Chain::kActs ? 0 : 1) + id;
  under += number(entry.sequence) + number(static_cast<std::uint64_t>(entry.at.microseconds)) +
           number(static_cast<std::uint64_t>(entry.version)) + number(entry.undoes);
  under += text(entry.author) + text(entry.place) + text(entry.subject) + text(entry.kind) +
           text(entry.reason) + text(entry.purpose);
  under += bytes(entry.digest) + number(entry.parents.size());
  for (const journal::Hash& parent : entry.parents) under += bytes(parent);
  journal::Hash out;
  crypto_generichash(reinterpret_cast<unsigned char*>(out.data()), out.size(),
                     reinterpret_cast<const unsigned char*>(under.data()), under.size(), nullptr, 0);
  return journal::hex(out);
}

TEST(FormatTest, AnyoneCanRecomputeTheHashesFromTheFrames) {
  MadeJournal made;
  ASSERT_TRUE(made.journal->append(joined("practice/A", "first", 0)).ok());
  ASSERT_TRUE(made.journal->append(joined("practice/B", "second", 0)).ok());
  ASSERT_TRUE(made.journal->append(joined("practice/A", "third", 1)).ok());
  ASSERT_TRUE(made.journal->undo(2, "bob", "mistake", 2).ok());
  ASSERT_TRUE(made.journal->look({"anna", "", "test", 3}).ok());
  ASSERT_TRUE(made.journal->erase({"bob", "consent withdrawn", "practice/A", "", {}}).ok());
  int entries = 0;
  for (const Chain chain : {Chain::kActs, Chain::kLooks}) {
    ASSERT_TRUE(made.journal
                    ->entries(chain, {},
                              [&](const Entry& entry) -> Status {
                                ++entries;
                                EXPECT_EQ(journal::hex(entry.hash),
                                          hash_by_the_page(made.journal->id(), entry));
                                return {};
                              })
                    .ok());
  }
  EXPECT_EQ(entries, 6);
}

}  // namespace
}  // namespace meso::tests
