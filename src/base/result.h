// Errors are values. A function that can fail returns Result<T>: either the T or one Error, never both.
//
// An Error says what happened, where, and what to do next, in the user's words. `kind` decides the exit code
// of the command line and the status of the server; `place` names a file, line and column where there is one.
// Messages never carry a patient's content: a name, an NHS number, a cell of an extract.
//
// Thread safety: a Result is a value and is as safe as its T.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace meso {

enum class ErrorKind : std::uint8_t {
  kUsage,     // the caller asked for something that cannot be: exit code 2
  kBadInput,  // a file or a rule that was given is wrong: exit code 3
  kNotFound,  // the named thing is not there: exit code 3
  kRefused,   // allowed to nobody, or not to this person: exit code 2
  kLocked,    // another process is writing: exit code 4
  kCorrupt,   // what was stored before no longer reads: exit code 4
  kNewer,     // written by a newer program than this one: exit code 4
  kIo,        // disk, permissions, space: exit code 4
};

// Where an error is. Lines and columns count from 1; 0 means "not known".
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  // "file:line:column", leaving out what is not known; empty when nothing is.
  std::string text() const;
  bool operator==(const Place&) const = default;
};

struct Error {
  ErrorKind kind = ErrorKind::kBadInput;
  std::string message;  // what happened
  Place place;
  std::string hint;  // what to do next; may be empty

  // One line for a person: "place: message; hint".
  std::string text() const;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // REQUIRES: ok().
  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  // REQUIRES: !ok().
  const Error& error() const { return std::get<1>(state_); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }  // REQUIRES: !ok().

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace meso

// Leaves the function with the error of `expression`, a Result or Status, if it has one.
#define MESO_RETURN_IF_ERROR(expression)                        \
  do {                                                          \
    if (auto meso_status_ = (expression); !meso_status_.ok()) { \
      return meso_status_.error();                              \
    }                                                           \
  } while (false)

#define MESO_JOIN_INNER(a, b) a##b
#define MESO_JOIN(a, b) MESO_JOIN_INNER(a, b)

// Declares or assigns `target` from `expression`, or leaves the function with its error.
#define MESO_ASSIGN_OR_RETURN(target, expression)        \
  auto MESO_JOIN(meso_result_, __LINE__) = (expression); \
  if (!MESO_JOIN(meso_result_, __LINE__).ok()) {         \
    return MESO_JOIN(meso_result_, __LINE__).error();    \
  }                                                      \
  target = std::move(MESO_JOIN(meso_result_, __LINE__)).value()
