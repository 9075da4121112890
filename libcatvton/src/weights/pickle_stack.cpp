#include "weights/pickle_stack.hpp"

#include <algorithm>

#include "catvton/error.hpp"

namespace catvton::weights {

namespace {

// A checkpoint of a thousand tensors makes some twenty thousand values. All together the limits
// keep a hostile program of one-byte opcodes below 64 MiB.
constexpr std::size_t kMaxValues = 300'000;
constexpr std::size_t kMaxReferences = 1'000'000;  // items of all containers together
constexpr std::uint8_t kMaxDepth = 64;

}  // namespace

void PickleStack::refuse(const std::string& rule, ErrorCode code) const {
    throw Error(code, bytes_.what() + ": pickle at offset " + std::to_string(bytes_.position()) +
                          ": " + rule);
}

void PickleStack::count_references(std::size_t more) {
    references_ += more;
    if (references_ > kMaxReferences)
        refuse("containers hold more than " + std::to_string(kMaxReferences) + " items");
}

std::uint8_t PickleStack::depth_with(std::uint8_t depth, const std::vector<PickleId>& items) const {
    for (const PickleId id : items)
        depth = std::max(depth, static_cast<std::uint8_t>(arena_[id].depth + 1));
    if (depth > kMaxDepth) refuse("nested deeper than " + std::to_string(kMaxDepth));
    return depth;
}

void PickleStack::push(PickleValue value) {
    if (arena_.values.size() >= kMaxValues)
        refuse("more than " + std::to_string(kMaxValues) + " values");
    count_references(value.items.size());
    value.depth = depth_with(value.depth, value.items);
    arena_.values.push_back(std::move(value));
    push_id(static_cast<PickleId>(arena_.values.size() - 1));
}

void PickleStack::push_id(PickleId id) {
    if (stack_.size() >= kMaxValues)
        refuse("more than " + std::to_string(kMaxValues) + " on the stack");
    stack_.push_back(id);
}

void PickleStack::push_integer(std::int64_t value, PickleKind kind) {
    PickleValue made;
    made.kind = kind;
    made.integer = value;
    push(std::move(made));
}

void PickleStack::push_text(PickleKind kind, std::string_view text) {
    PickleValue made;
    made.kind = kind;
    made.text = text;
    push(std::move(made));
}

void PickleStack::push_items(PickleKind kind, std::vector<PickleId> items) {
    PickleValue made;
    made.kind = kind;
    made.items = std::move(items);
    push(std::move(made));
}

void PickleStack::push_mark() {
    if (marks_.size() >= kMaxValues) refuse("more than " + std::to_string(kMaxValues) + " MARKs");
    marks_.push_back(stack_.size());
}

PickleId PickleStack::pop() {
    const PickleId id = top();
    stack_.pop_back();
    return id;
}

PickleId PickleStack::top() const {
    if (stack_.size() <= floor()) refuse("stack underflow");
    return stack_.back();
}

std::vector<PickleId> PickleStack::pop_count(std::size_t count) {
    if (stack_.size() - floor() < count) refuse("stack underflow");
    std::vector<PickleId> items(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
    stack_.resize(stack_.size() - count);
    return items;
}

std::vector<PickleId> PickleStack::pop_to_mark() {
    if (marks_.empty()) refuse("no MARK on the stack");
    std::vector<PickleId> items = pop_count(stack_.size() - marks_.back());
    marks_.pop_back();
    return items;
}

void PickleStack::extend_top(PickleKind kind, const std::vector<PickleId>& items,
                             std::string_view opcode_name) {
    PickleValue& value = arena_[top()];
    if (value.kind != kind)
        refuse(std::string(opcode_name) + " on a " + std::string(kind_name(value.kind)));
    if (kind == PickleKind::dict) check_pairs(items);
    // Longer cycles do no harm: nothing walks deeper than a state dict is.
    if (std::find(items.begin(), items.end(), top()) != items.end())
        refuse("a " + std::string(kind_name(kind)) + " that holds itself");
    count_references(items.size());
    value.depth = depth_with(value.depth, items);
    value.items.insert(value.items.end(), items.begin(), items.end());
}

void PickleStack::check_pairs(const std::vector<PickleId>& items) const {
    if (items.size() % 2 != 0) refuse("odd number of dict items");
    for (std::size_t i = 0; i < items.size(); i += 2) {
        const PickleKind kind = arena_[items[i]].kind;
        if (kind == PickleKind::list || kind == PickleKind::dict || kind == PickleKind::ndarray)
            refuse("dict key is a " + std::string(kind_name(kind)));
    }
}

void PickleStack::memoize(std::uint32_t index) {
    const PickleId id = top();
    if (memo_.size() >= kMaxValues)
        refuse("more than " + std::to_string(kMaxValues) + " values in the memo");
    memo_[index] = id;
}

void PickleStack::recall(std::uint32_t index) {
    const auto found = memo_.find(index);
    if (found == memo_.end()) refuse("memo " + std::to_string(index) + " was never stored");
    push_id(found->second);
}

PickleId PickleStack::finish() const {
    if (stack_.size() != 1 || !marks_.empty())
        refuse("STOP with " + std::to_string(stack_.size()) + " values on the stack");
    return stack_.back();
}

}  // namespace catvton::weights
