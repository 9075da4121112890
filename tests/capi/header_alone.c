/// Compiled as strict C99 and as C++17: HEADER needs nothing before it and warns of nothing,
/// and the macros are initialisers in both languages. Returns whether a struct has lost its size.
#include HEADER

int header_alone(void);
int header_alone(void) {
    const catvton_status_info status = CATVTON_STATUS_INFO_INIT;
    const catvton_version_info version = CATVTON_VERSION_INFO_INIT;
    const catvton_image_view view = CATVTON_IMAGE_VIEW_INIT;
    const catvton_image_info image = CATVTON_IMAGE_INFO_INIT;
    const catvton_decode_options decode = CATVTON_DECODE_OPTIONS_INIT;
    const catvton_encode_options encode = CATVTON_ENCODE_OPTIONS_INIT;
    const catvton_device_options device = CATVTON_DEVICE_OPTIONS_INIT;
    const catvton_device_info device_info = CATVTON_DEVICE_INFO_INIT;
    const catvton_memory_info memory = CATVTON_MEMORY_INFO_INIT;
    const catvton_model_options model = CATVTON_MODEL_OPTIONS_INIT;
    const catvton_weights_info weights = CATVTON_WEIGHTS_INFO_INIT;
    const catvton_tensor_info tensor = CATVTON_TENSOR_INFO_INIT;
    const catvton_model_info named = CATVTON_MODEL_INFO_INIT;
    const catvton_model_file file = CATVTON_MODEL_FILE_INIT;
    const catvton_model_license license = CATVTON_MODEL_LICENSE_INIT;
    const catvton_pull_options pull = CATVTON_PULL_OPTIONS_INIT;
    const catvton_mask_options mask = CATVTON_MASK_OPTIONS_INIT;
    const catvton_mask_result_info mask_result = CATVTON_MASK_RESULT_INFO_INIT;
    const catvton_person_box box = CATVTON_PERSON_BOX_INIT;
    const catvton_tryon_options tryon = CATVTON_TRYON_OPTIONS_INIT;
    const catvton_tryon_request request = CATVTON_TRYON_REQUEST_INIT;
    const catvton_tryon_result_info tryon_result = CATVTON_TRYON_RESULT_INFO_INIT;
    const catvton_memory_estimate estimate = CATVTON_MEMORY_ESTIMATE_INIT;
    return !(status.struct_size == sizeof status && version.struct_size == sizeof version &&
             view.data == NULL && image.struct_size == sizeof image &&
             decode.struct_size == sizeof decode && encode.struct_size == sizeof encode &&
             device.struct_size == sizeof device && device_info.struct_size == sizeof device_info &&
             memory.struct_size == sizeof memory && model.struct_size == sizeof model &&
             weights.struct_size == sizeof weights && tensor.struct_size == sizeof tensor &&
             named.struct_size == sizeof named && file.struct_size == sizeof file &&
             license.struct_size == sizeof license && pull.struct_size == sizeof pull &&
             mask.struct_size == sizeof mask && mask_result.struct_size == sizeof mask_result &&
             box.struct_size == sizeof box && tryon.struct_size == sizeof tryon &&
             request.struct_size == sizeof request &&
             tryon_result.struct_size == sizeof tryon_result &&
             estimate.struct_size == sizeof estimate);
}
