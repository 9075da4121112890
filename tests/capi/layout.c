/// The layout of every struct, as it was when the ABI number was given: compiling is the test. A
/// line that has to be changed breaks programs; new fields get new lines and a new SIZE.
#include "catvton/catvton.h"

#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type " has another size")
#define FIELD(type, field, offset) \
    _Static_assert(offsetof(type, field) == (offset), #type "." #field " has moved")

SIZE(catvton_status_info, 32);
FIELD(catvton_status_info, struct_size, 0);
FIELD(catvton_status_info, http_status, 4);
FIELD(catvton_status_info, exit_status, 8);
FIELD(catvton_status_info, retryable, 12);
FIELD(catvton_status_info, name, 16);
FIELD(catvton_status_info, python_exception, 24);

SIZE(catvton_version_info, 32);
FIELD(catvton_version_info, struct_size, 0);
FIELD(catvton_version_info, abi_version, 4);
FIELD(catvton_version_info, catvton, 8);
FIELD(catvton_version_info, torch, 16);
FIELD(catvton_version_info, compiler, 24);

SIZE(catvton_image_view, 32);
FIELD(catvton_image_view, data, 0);
FIELD(catvton_image_view, width, 8);
FIELD(catvton_image_view, height, 12);
FIELD(catvton_image_view, channels, 16);
FIELD(catvton_image_view, reserved, 20);
FIELD(catvton_image_view, stride, 24);

SIZE(catvton_decode_options, 32);
FIELD(catvton_decode_options, struct_size, 0);
FIELD(catvton_decode_options, channels, 4);
FIELD(catvton_decode_options, alpha, 8);
FIELD(catvton_decode_options, apply_orientation, 12);
FIELD(catvton_decode_options, max_pixels, 16);
FIELD(catvton_decode_options, max_bytes, 24);

SIZE(catvton_encode_options, 16);
FIELD(catvton_encode_options, struct_size, 0);
FIELD(catvton_encode_options, format, 4);
FIELD(catvton_encode_options, quality, 8);
FIELD(catvton_encode_options, reserved, 12);

SIZE(catvton_image_info, 40);
FIELD(catvton_image_info, struct_size, 0);
FIELD(catvton_image_info, format, 4);
FIELD(catvton_image_info, width, 8);
FIELD(catvton_image_info, height, 12);
FIELD(catvton_image_info, channels, 16);
FIELD(catvton_image_info, bits, 20);
FIELD(catvton_image_info, orientation, 24);
FIELD(catvton_image_info, alpha, 28);
FIELD(catvton_image_info, animated, 32);
FIELD(catvton_image_info, reserved, 36);

SIZE(catvton_device_options, 24);
FIELD(catvton_device_options, struct_size, 0);
FIELD(catvton_device_options, precision, 4);
FIELD(catvton_device_options, device, 8);
FIELD(catvton_device_options, threads, 16);
FIELD(catvton_device_options, reserved, 20);

SIZE(catvton_device_info, 192);
FIELD(catvton_device_info, struct_size, 0);
FIELD(catvton_device_info, index, 4);
FIELD(catvton_device_info, precision, 8);
FIELD(catvton_device_info, threads, 12);
FIELD(catvton_device_info, name, 16);
FIELD(catvton_device_info, kind, 144);
FIELD(catvton_device_info, capability, 160);

SIZE(catvton_memory_info, 40);
FIELD(catvton_memory_info, struct_size, 0);
FIELD(catvton_memory_info, reserved, 4);
FIELD(catvton_memory_info, total, 8);
FIELD(catvton_memory_info, free, 16);
FIELD(catvton_memory_info, allocated, 24);
FIELD(catvton_memory_info, peak, 32);

SIZE(catvton_model_options, 48);
FIELD(catvton_model_options, struct_size, 0);
FIELD(catvton_model_options, attention_version, 4);
FIELD(catvton_model_options, model, 8);
FIELD(catvton_model_options, base_model, 16);
FIELD(catvton_model_options, vae, 24);
FIELD(catvton_model_options, resume_path, 32);
FIELD(catvton_model_options, mask_free, 40);
FIELD(catvton_model_options, reserved, 44);

SIZE(catvton_weights_info, 32);
FIELD(catvton_weights_info, struct_size, 0);
FIELD(catvton_weights_info, reserved, 4);
FIELD(catvton_weights_info, format, 8);
FIELD(catvton_weights_info, tensor_count, 16);
FIELD(catvton_weights_info, bytes, 24);

SIZE(catvton_tensor_info, 32);
FIELD(catvton_tensor_info, struct_size, 0);
FIELD(catvton_tensor_info, rank, 4);
FIELD(catvton_tensor_info, name, 8);
FIELD(catvton_tensor_info, dtype, 16);
FIELD(catvton_tensor_info, shape, 24);

SIZE(catvton_model_info, 56);
FIELD(catvton_model_info, struct_size, 0);
FIELD(catvton_model_info, complete, 4);
FIELD(catvton_model_info, name, 8);
FIELD(catvton_model_info, description, 16);
FIELD(catvton_model_info, bytes, 24);
FIELD(catvton_model_info, file_count, 32);
FIELD(catvton_model_info, license_count, 40);
FIELD(catvton_model_info, folder_count, 48);

SIZE(catvton_model_file, 48);
FIELD(catvton_model_file, struct_size, 0);
FIELD(catvton_model_file, state, 4);
FIELD(catvton_model_file, repository, 8);
FIELD(catvton_model_file, revision, 16);
FIELD(catvton_model_file, path, 24);
FIELD(catvton_model_file, location, 32);
FIELD(catvton_model_file, bytes, 40);

SIZE(catvton_model_license, 40);
FIELD(catvton_model_license, struct_size, 0);
FIELD(catvton_model_license, reserved, 4);
FIELD(catvton_model_license, repository, 8);
FIELD(catvton_model_license, name, 16);
FIELD(catvton_model_license, url, 24);
FIELD(catvton_model_license, terms, 32);

SIZE(catvton_pull_plan, 40);
FIELD(catvton_pull_plan, struct_size, 0);
FIELD(catvton_pull_plan, reserved, 4);
FIELD(catvton_pull_plan, endpoint, 8);
FIELD(catvton_pull_plan, models, 16);
FIELD(catvton_pull_plan, bytes, 24);
FIELD(catvton_pull_plan, download_bytes, 32);

SIZE(catvton_pull_progress, 56);
FIELD(catvton_pull_progress, struct_size, 0);
FIELD(catvton_pull_progress, reserved, 4);
FIELD(catvton_pull_progress, repository, 8);
FIELD(catvton_pull_progress, path, 16);
FIELD(catvton_pull_progress, file_bytes, 24);
FIELD(catvton_pull_progress, file_done, 32);
FIELD(catvton_pull_progress, download_bytes, 40);
FIELD(catvton_pull_progress, download_done, 48);

SIZE(catvton_pull_options, 64);
FIELD(catvton_pull_options, struct_size, 0);
FIELD(catvton_pull_options, offline, 4);
FIELD(catvton_pull_options, latest, 8);
FIELD(catvton_pull_options, check_cached, 12);
FIELD(catvton_pull_options, retry_delay_seconds, 16);
FIELD(catvton_pull_options, plan, 24);
FIELD(catvton_pull_options, plan_user_data, 32);
FIELD(catvton_pull_options, progress, 40);
FIELD(catvton_pull_options, progress_user_data, 48);
FIELD(catvton_pull_options, cancellation, 56);

SIZE(catvton_mask_options, 80);
FIELD(catvton_mask_options, struct_size, 0);
FIELD(catvton_mask_options, person_choice, 4);
FIELD(catvton_mask_options, person_index, 8);
FIELD(catvton_mask_options, allow_no_person, 12);
FIELD(catvton_mask_options, fit, 16);
FIELD(catvton_mask_options, grow, 20);
FIELD(catvton_mask_options, feather, 24);
FIELD(catvton_mask_options, parser_bgr, 28);
FIELD(catvton_mask_options, use_cache, 32);
FIELD(catvton_mask_options, lock_policy, 36);
FIELD(catvton_mask_options, user_add, 40);
FIELD(catvton_mask_options, user_subtract, 48);
FIELD(catvton_mask_options, lock_timeout_seconds, 56);
FIELD(catvton_mask_options, deadline_seconds, 64);
FIELD(catvton_mask_options, cancellation, 72);

SIZE(catvton_mask_result_info, 64);
FIELD(catvton_mask_result_info, struct_size, 0);
FIELD(catvton_mask_result_info, person, 4);
FIELD(catvton_mask_result_info, people_count, 8);
FIELD(catvton_mask_result_info, from_cache, 12);
FIELD(catvton_mask_result_info, load_seconds, 16);
FIELD(catvton_mask_result_info, densepose_seconds, 24);
FIELD(catvton_mask_result_info, atr_seconds, 32);
FIELD(catvton_mask_result_info, lip_seconds, 40);
FIELD(catvton_mask_result_info, assemble_seconds, 48);
FIELD(catvton_mask_result_info, total_seconds, 56);

SIZE(catvton_person_box, 24);
FIELD(catvton_person_box, struct_size, 0);
FIELD(catvton_person_box, score, 4);
FIELD(catvton_person_box, x0, 8);
FIELD(catvton_person_box, y0, 12);
FIELD(catvton_person_box, x1, 16);
FIELD(catvton_person_box, y1, 20);

SIZE(catvton_progress, 24);
FIELD(catvton_progress, struct_size, 0);
FIELD(catvton_progress, stage, 4);
FIELD(catvton_progress, step, 8);
FIELD(catvton_progress, steps, 12);
FIELD(catvton_progress, seconds, 16);

SIZE(catvton_tryon_options, 120);
FIELD(catvton_tryon_options, struct_size, 0);
FIELD(catvton_tryon_options, width, 4);
FIELD(catvton_tryon_options, height, 8);
FIELD(catvton_tryon_options, num_inference_steps, 12);
FIELD(catvton_tryon_options, guidance_scale, 16);
FIELD(catvton_tryon_options, seed, 24);
FIELD(catvton_tryon_options, eta, 32);
FIELD(catvton_tryon_options, mask_blur, 40);
FIELD(catvton_tryon_options, repaint, 44);
FIELD(catvton_tryon_options, geometry, 48);
FIELD(catvton_tryon_options, lock_policy, 52);
FIELD(catvton_tryon_options, lock_timeout_seconds, 56);
FIELD(catvton_tryon_options, deadline_seconds, 64);
FIELD(catvton_tryon_options, progress, 72);
FIELD(catvton_tryon_options, progress_user_data, 80);
FIELD(catvton_tryon_options, preview, 88);
FIELD(catvton_tryon_options, preview_user_data, 96);
FIELD(catvton_tryon_options, preview_every, 104);
FIELD(catvton_tryon_options, reserved, 108);
FIELD(catvton_tryon_options, cancellation, 112);

SIZE(catvton_tryon_request, 32);
FIELD(catvton_tryon_request, struct_size, 0);
FIELD(catvton_tryon_request, reserved, 4);
FIELD(catvton_tryon_request, person, 8);
FIELD(catvton_tryon_request, cloth, 16);
FIELD(catvton_tryon_request, mask, 24);

SIZE(catvton_tryon_result_info, 72);
FIELD(catvton_tryon_result_info, struct_size, 0);
FIELD(catvton_tryon_result_info, reserved, 4);
FIELD(catvton_tryon_result_info, seed, 8);
FIELD(catvton_tryon_result_info, prepare_seconds, 16);
FIELD(catvton_tryon_result_info, mask_seconds, 24);
FIELD(catvton_tryon_result_info, encode_seconds, 32);
FIELD(catvton_tryon_result_info, denoise_seconds, 40);
FIELD(catvton_tryon_result_info, decode_seconds, 48);
FIELD(catvton_tryon_result_info, total_seconds, 56);
FIELD(catvton_tryon_result_info, peak_memory_bytes, 64);

SIZE(catvton_memory_estimate, 32);
FIELD(catvton_memory_estimate, struct_size, 0);
FIELD(catvton_memory_estimate, reserved, 4);
FIELD(catvton_memory_estimate, weights, 8);
FIELD(catvton_memory_estimate, activations, 16);
FIELD(catvton_memory_estimate, total, 24);
