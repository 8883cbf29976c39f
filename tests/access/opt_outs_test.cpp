// The table of opt-outs as docs/access.md prints it, cell by cell.

#include "access/opt_outs.h"

#include <gtest/gtest.h>

#include "printed_table.h"

namespace meso::access {
namespace {

TEST(OptOuts, EveryCellIsAsThePageSays) {
  const auto rows = tests::printed_table("docs/access.md", "| purpose | type 1 opt-out");
  ASSERT_EQ(rows.size(), kPurposes + 1);
  for (const OptOut opt_out : kEachOptOut) {
    EXPECT_EQ(rows[0][static_cast<std::size_t>(opt_out) + 1], opt_out_words(opt_out));
  }
  int cells = 0;
  for (const Purpose purpose : kEachPurpose) {
    const auto& row = rows[static_cast<std::size_t>(purpose) + 1];
    EXPECT_EQ(row[0], purpose_words(purpose));
    for (const bool own : {true, false}) {
      const std::size_t letter = own ? 0 : 1;
      for (const OptOut opt_out : kEachOptOut) {
        EXPECT_EQ(row[static_cast<std::size_t>(opt_out) + 1][letter] == 'x',
                  leaves_out(opt_out, purpose, own))
            << purpose_words(purpose) << ", " << opt_out_words(opt_out);
        ++cells;
      }
      EXPECT_EQ(row[4][letter] == 'x', hides_sensitive_codes(purpose, own)) << purpose_words(purpose);
      ++cells;
    }
  }
  EXPECT_EQ(cells, 6 * 2 * 4);
}

}  // namespace
}  // namespace meso::access
