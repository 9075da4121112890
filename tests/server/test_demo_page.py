"""The demo page in a headless browser of a phone's size. CATVTON_SCREENSHOT names a file for its picture."""
import os

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait


@pytest.fixture
def browser():
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=500,1600"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


def submit(browser, person, cloth):
    """Fills the form and returns the message that stays."""
    browser.find_element(By.NAME, "person_image").send_keys(str(person))
    browser.find_element(By.NAME, "cloth_image").send_keys(str(cloth))
    Select(browser.find_element(By.NAME, "num_inference_steps")).select_by_visible_text("10")
    browser.find_element(By.ID, "go").click()
    button = browser.find_element(By.ID, "go")
    WebDriverWait(browser, 120).until(lambda _: button.is_enabled())
    return browser.find_element(By.ID, "message")


def test_two_pictures_in_a_result_out(start, pictures, browser):
    _, paths = pictures
    server = start("server", "--model", "mini").wait_until_ready()
    browser.get(server.url + "/demo")
    message = submit(browser, paths["person_image"], paths["cloth_image"])
    assert message.text.startswith("Done in"), message.text
    assert "error" not in message.get_attribute("class")
    result = browser.find_element(By.CSS_SELECTOR, "#result img")
    assert browser.execute_script("return [arguments[0].naturalWidth, arguments[0].naturalHeight]", result) == [192, 256]
    assert browser.execute_script("return document.documentElement.scrollWidth <= window.innerWidth")  # nothing cut off
    if name := os.environ.get("CATVTON_SCREENSHOT"):
        browser.save_screenshot(name)


def test_an_error_is_told_in_words(start, pictures, browser, tmp_path):
    _, paths = pictures
    server = start("fault").wait_until_ready()
    browser.get(server.url + "/demo")
    browser.find_element(By.ID, "go").click()
    assert "Choose a photo" in browser.find_element(By.ID, "message").text
    text = tmp_path / "photo.jpg"
    text.write_text("not a photograph")
    message = submit(browser, text, paths["cloth_image"])
    assert message.text == "person_image: send a JPEG, PNG or WebP picture"
    assert "error" in message.get_attribute("class")
    message = submit(browser, paths["person_image"], paths["cloth_image"])
    assert message.text.startswith("Done in")  # the page works on after an error
