#pragma once

#include <ATen/ATen.h>

#include <vector>

#include "nn/attention_kernel.hpp"

namespace catvton::nn {

/// The kernels that this processor can run, the fastest first; never empty.
const std::vector<const AttentionKernel*>& attention_kernels();

/// The kernel of the same instructions that serves many tokens better, if there is another.
const AttentionKernel& attention_kernel_for_many(const AttentionKernel& kernel);

/// The kernel to use for [batch, heads, tokens, head_size] operands, or null where LibTorch's own
/// is the better choice: for operands that are not plain float32 rows on the CPU, that want
/// gradients, or on a processor that only runs the portable kernel, slowly.
const AttentionKernel* select_attention_kernel(const at::Tensor& q, const at::Tensor& k,
                                               const at::Tensor& v);

/// softmax(q k^T / sqrt(head_size)) v for operands that select_attention_kernel has accepted. Rows
/// may have any stride. The result has q's sizes and lies in memory as [batch, tokens, heads,
/// head_size]; its bits do not depend on the number of threads.
at::Tensor cpu_attention(const AttentionKernel& kernel, const at::Tensor& q, const at::Tensor& k,
                         const at::Tensor& v);

}  // namespace catvton::nn
