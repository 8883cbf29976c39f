// Runs the tests of one room. Public data is looked for at $MESO_TEST_DATA, else in the sibling
// ../shared/data.

#include <gtest/gtest.h>

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
